import {
  Button,
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItemCheckbox,
  MenuItemRadio,
  MenuList,
  MenuTrigger,
} from '@fluentui/react-components';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { useText } from '../../text/text.tsx';
import { inWindow, MenuBox } from '../button/menu-box.tsx';
import type { ListView } from './list-view.ts';

/** Which columns a list shows, and how dense it is. The first column, which names the row, always stays. */
export function ViewMenu({
  columns,
  view,
  change,
}: {
  readonly columns: readonly { readonly name: string; readonly title: string }[];
  readonly view: ListView;
  readonly change: (view: ListView) => void;
}) {
  const { general } = useText();
  const optional = columns.slice(1);
  const checkedValues = {
    columns: optional.map(({ name }) => name).filter((name) => !view.hidden.includes(name)),
    density: [view.density],
  };
  return (
    <Menu
      positioning={inWindow}
      checkedValues={checkedValues}
      onCheckedValueChange={(_, { name, checkedItems }) => {
        if (name === 'density') change({ ...view, density: checkedItems[0] === 'compact' ? 'compact' : 'comfortable' });
        else {
          const hidden = optional.map((column) => column.name).filter((column) => !checkedItems.includes(column));
          change({ ...view, hidden });
        }
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <Button appearance="subtle" icon={<SettingsRegular />} aria-label={general.view} title={general.view} />
      </MenuTrigger>
      <MenuBox label={general.view}>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{general.columns}</MenuGroupHeader>
            {optional.map(({ name, title }) => (
              <MenuItemCheckbox key={name} name="columns" value={name}>
                {title}
              </MenuItemCheckbox>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{general.density}</MenuGroupHeader>
            <MenuItemRadio name="density" value="comfortable">
              {general.comfortable}
            </MenuItemRadio>
            <MenuItemRadio name="density" value="compact">
              {general.compact}
            </MenuItemRadio>
          </MenuGroup>
        </MenuList>
      </MenuBox>
    </Menu>
  );
}
