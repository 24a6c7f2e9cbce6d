import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from 'react';
import type { Language } from '../../../src/text/language.ts';
import type { Part } from '../../../src/text/recorded/english.ts';
import { loadAnew, part } from '../elements/browser/part.ts';
import { loadRecorded, loadText } from './catalogues.ts';
import type { Text } from './en.ts';
import { type Format, formatFor } from './format.ts';
import { preferredLanguage, regionalTag, rememberLanguage } from './language.ts';
import { sayingLegibly } from './legible.ts';

interface Spoken {
  readonly language: Language;
  /** With the reader's region, for `Intl`. */
  readonly tag: string;
  readonly text: Text;
  readonly format: Format;
  /** What the service has recorded in English, in this language. */
  readonly recorded: (sentence: string) => readonly Part[];
  readonly choose: (language: Language) => void;
  /** Why it is not spoken in the language that was chosen. */
  readonly missing: unknown;
}

const Context = createContext<Spoken | undefined>(undefined);

/** Gives what is below it the reader's language; shows nothing until its catalogue is there. */
export function TextProvider({ children }: { readonly children: ReactNode }) {
  const [language, setLanguage] = useState(preferredLanguage);
  const [spoken, setSpoken] = useState<Omit<Spoken, 'choose' | 'missing'>>();
  const [missing, setMissing] = useState<unknown>();
  const shown = useRef<Language>('en');
  useEffect(() => {
    let current = true;
    const tag = regionalTag(language);
    const format = formatFor(tag);
    part(() => Promise.all([loadText(language, format), loadRecorded(language)]))()
      .then(([text, recorded]) => {
        if (!current) return;
        document.documentElement.lang = language;
        shown.current = language;
        setSpoken({ language, tag, text: sayingLegibly(text), format, recorded });
      })
      // A catalogue that cannot be had is no reason to say nothing: what was spoken stays, else it is English.
      .catch((error: unknown) => {
        if (!current) return;
        if (language === shown.current) return loadAnew();
        setMissing(error);
        setLanguage(shown.current);
      });
    return () => {
      current = false;
    };
  }, [language]);
  const value = useMemo(() => {
    const choose = (chosen: Language) => {
      rememberLanguage(chosen);
      setMissing(undefined);
      setLanguage(chosen);
    };
    return spoken && { ...spoken, choose, missing };
  }, [spoken, missing]);
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

/** Why the service refuses or fails, in the reader's language; what has no words there as it says it. */
export function useSaid(): (sentence: string) => string {
  const { recorded } = useSpoken();
  // A point in time is part of what was sent, or an example of what to send.
  return (sentence) =>
    recorded(sentence)
      .map((part) => (typeof part === 'string' ? part : 'instant' in part ? part.instant : part.quoted))
      .join('');
}

/** What the service has recorded, as one text: where a component for its parts has no place. */
export function useRecorded(): (sentence: string) => string {
  const { recorded, format, text } = useSpoken();
  return (sentence) =>
    recorded(sentence)
      .map((part) => {
        if (typeof part === 'string') return part;
        return 'instant' in part ? format.dateTime(part.instant) : text.general.quoted(part.quoted);
      })
      .join('');
}
