import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuList,
  MenuTrigger,
  useRestoreFocusTarget,
} from '@fluentui/react-components';
import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { inWindow, MenuBox } from '../elements/button/menu-box.tsx';
import { FormDialog } from '../elements/form/form-dialog.tsx';
import { useListView } from '../elements/list/list-view.ts';
import { Name } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { useKeptViews, viewSearch } from './kept-views.ts';

/** The views that the person has named: to see one, to keep what is seen under a name, or to forget one. */
export function ViewsMenu() {
  const { views: text, general } = useText();
  const [path, go] = useLocation();
  const search = useSearch();
  const [kept, keep] = useKeptViews();
  const [view, setView] = useListView(path);
  const [naming, setNaming] = useState(false);
  const restored = useRestoreFocusTarget();
  return (
    <>
      <Menu positioning={inWindow}>
        <MenuTrigger disableButtonEnhancement>
          <Button {...restored}>{text.title}</Button>
        </MenuTrigger>
        <MenuBox label={text.title}>
          <MenuList>
            {kept.map((each) => (
              <MenuItem
                key={each.name}
                onClick={() => {
                  setView(each.view);
                  go(each.search === '' ? path : `${path}?${each.search}`);
                }}
              >
                <Name>{each.name}</Name>
              </MenuItem>
            ))}
            {kept.length > 0 && <MenuDivider />}
            <MenuItem onClick={() => setNaming(true)}>{text.keep}</MenuItem>
            {kept.length > 0 && (
              <MenuGroup>
                <MenuGroupHeader>{text.forget}</MenuGroupHeader>
                {kept.map(({ name }) => (
                  <MenuItem
                    key={name}
                    aria-label={text.forgetOne(name)}
                    onClick={() => keep(kept.filter((each) => each.name !== name))}
                  >
                    <Name>{name}</Name>
                  </MenuItem>
                ))}
              </MenuGroup>
            )}
          </MenuList>
        </MenuBox>
      </Menu>
      {naming && (
        <FormDialog
          title={text.keepTitle}
          action={general.save}
          properties={[
            {
              name: 'name',
              label: text.name,
              hint: text.meaning,
              facts: {
                type: { kind: 'primitive', name: 'Edm.String' },
                collection: false,
                nullable: false,
                maxLength: 60,
              },
              required: text.nameMissing,
            },
          ]}
          send={async ({ name }) => {
            const others = kept.filter((each) => each.name !== name);
            keep([...others, { name: String(name), search: viewSearch(search), view }]);
          }}
          done={() => setNaming(false)}
          close={() => setNaming(false)}
        />
      )}
    </>
  );
}
