import {
  FluentProvider,
  type Theme,
  teamsHighContrastTheme,
  webDarkTheme,
  webLightTheme,
} from '@fluentui/react-components';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { keep, kept } from '../elements/browser/kept.ts';
import { useMedia } from '../elements/screen/media.ts';

export const appearances = ['system', 'light', 'dark', 'contrast'] as const;
export type Appearance = (typeof appearances)[number];

const key = 'assistd.appearance';

interface Chosen {
  readonly appearance: Appearance;
  readonly choose: (appearance: Appearance) => void;
}

const Context = createContext<Chosen>({ appearance: 'system', choose: () => {} });

/** Light, dark or high contrast: as chosen here, else as the system says. */
export function ThemeProvider({ children }: { readonly children: ReactNode }) {
  const [appearance, setAppearance] = useState(remembered);
  const dark = useMedia('(prefers-color-scheme: dark)');
  const contrast = useMedia('(prefers-contrast: more)');
  const theme = themeOf(appearance, dark, contrast);
  useEffect(() => {
    // What the browser draws itself, in fields of dates, lists of choices and at what scrolls, is as bright as the page.
    document.documentElement.style.colorScheme = theme === webLightTheme ? 'light' : 'dark';
  }, [theme]);
  const value = useMemo(
    () => ({
      appearance,
      choose: (chosen: Appearance) => {
        keep(key, chosen);
        setAppearance(chosen);
      },
    }),
    [appearance],
  );
  return (
    <Context value={value}>
      <FluentProvider theme={theme}>{children}</FluentProvider>
    </Context>
  );
}

export function useAppearance(): Chosen {
  return useContext(Context);
}

function remembered(): Appearance {
  const before = kept(key);
  return appearances.find((one) => one === before) ?? 'system';
}

function themeOf(appearance: Appearance, dark: boolean, contrast: boolean): Theme {
  switch (appearance) {
    case 'light':
      return webLightTheme;
    case 'dark':
      return webDarkTheme;
    case 'contrast':
      return teamsHighContrastTheme;
    case 'system':
      if (contrast) return teamsHighContrastTheme;
      return dark ? webDarkTheme : webLightTheme;
  }
}
