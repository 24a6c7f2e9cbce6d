import {
  Menu,
  MenuDivider,
  MenuGroup,
  MenuGroupHeader,
  MenuItem,
  MenuItemRadio,
  MenuList,
  MenuTrigger,
} from '@fluentui/react-components';
import { SettingsRegular } from '@fluentui/react-icons/svg/settings';
import { type Language, languages } from '../../../src/text/language.ts';
import { inWindow, MenuBox } from '../elements/button/menu-box.tsx';
import { useSpoken } from '../text/text.tsx';
import { BarButton } from './bar-button.tsx';
import { type Appearance, appearances, useAppearance } from './theme.tsx';

/** Language and colours. */
export function SettingsMenu({ version }: { readonly version: string }) {
  const { text, language, choose } = useSpoken();
  const { appearance, choose: chooseAppearance } = useAppearance();
  return (
    <Menu
      positioning={inWindow}
      checkedValues={{ language: [language], appearance: [appearance] }}
      onCheckedValueChange={(_, { name, checkedItems: [chosen] }) => {
        if (name === 'language') choose(chosen as Language);
        else chooseAppearance(chosen as Appearance);
      }}
    >
      <MenuTrigger disableButtonEnhancement>
        <BarButton icon={<SettingsRegular />} aria-label={text.shell.settings} />
      </MenuTrigger>
      <MenuBox label={text.shell.settings}>
        <MenuList>
          <MenuGroup>
            <MenuGroupHeader>{text.shell.language}</MenuGroupHeader>
            {Object.entries(languages).map(([tag, name]) => (
              <MenuItemRadio key={tag} name="language" value={tag} lang={tag}>
                {name}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuGroup>
            <MenuGroupHeader>{text.shell.appearance}</MenuGroupHeader>
            {appearances.map((one) => (
              <MenuItemRadio key={one} name="appearance" value={one}>
                {text.shell.appearances[one]}
              </MenuItemRadio>
            ))}
          </MenuGroup>
          <MenuDivider />
          <MenuItem disabled>{text.shell.version(version)}</MenuItem>
        </MenuList>
      </MenuBox>
    </Menu>
  );
}
