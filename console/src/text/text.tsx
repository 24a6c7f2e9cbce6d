import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { Language } from '../../../src/text/language.ts';
import { loadText } from './catalogues.ts';
import type { Text } from './en.ts';
import { type Format, formatFor } from './format.ts';
import { preferredLanguage, regionalTag, rememberLanguage } from './language.ts';

interface Spoken {
  readonly language: Language;
  /** With the reader's region, for `Intl`. */
  readonly tag: string;
  readonly text: Text;
  readonly format: Format;
  readonly choose: (language: Language) => void;
}

const Context = createContext<Spoken | undefined>(undefined);

/** Gives what is below it the reader's language; shows nothing until its catalogue is there. */
export function TextProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(preferredLanguage);
  const [spoken, setSpoken] = useState<Omit<Spoken, 'choose'>>();
  useEffect(() => {
    let current = true;
    const tag = regionalTag(language);
    const format = formatFor(tag);
    void loadText(language, format).then((text) => {
      if (!current) return;
      document.documentElement.lang = language;
      setSpoken({ language, tag, text, format });
    });
    return () => {
      current = false;
    };
  }, [language]);
  const value = useMemo(() => {
    const choose = (chosen: Language) => {
      rememberLanguage(chosen);
      setLanguage(chosen);
    };
    return spoken && { ...spoken, choose };
  }, [spoken]);
  return value && <Context value={value}>{children}</Context>;
}

export function useSpoken(): Spoken {
  const spoken = useContext(Context);
  if (!spoken) throw new Error('useSpoken is for what is inside a TextProvider');
  return spoken;
}

export function useText(): Text {
  return useSpoken().text;
}

export function useFormat(): Format {
  return useSpoken().format;
}
