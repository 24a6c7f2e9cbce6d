import type { Text } from './en.ts';
import type { Format } from './format.ts';

/** The languages of the console, each by its own name; the first is the fallback. */
export const languages = { en: 'English', 'pt-BR': 'Português (Brasil)', 'zh-CN': '简体中文' } as const;

export type Language = keyof typeof languages;

const names = Object.keys(languages) as Language[];
const key = 'assistd.language';

/** The language chosen here before, else the first of the browser's that we have, by language where the region differs. */
export function preferredLanguage(): Language {
  const wanted = [localStorage.getItem(key) ?? '', ...navigator.languages];
  for (const tag of wanted) {
    const exact = names.find((name) => name.toLowerCase() === tag.toLowerCase());
    const near = names.find((name) => name.slice(0, 2) === tag.slice(0, 2).toLowerCase());
    const match = exact ?? near;
    if (match) return match;
  }
  return 'en';
}

/** The language as it is written where the reader is: `en-GB` has other dates than `en`. */
export function regionalTag(language: Language): string {
  return navigator.languages.find((tag) => tag.slice(0, 2) === language.slice(0, 2) && isTag(tag)) ?? language;
}

/** Browsers hand on what the system says, which need not be a tag that `Intl` takes: `en-US@posix`. */
function isTag(tag: string): boolean {
  try {
    return new Intl.Locale(tag).language !== '';
  } catch {
    return false;
  }
}

export function rememberLanguage(language: Language): void {
  localStorage.setItem(key, language);
}

// Each catalogue is a file of its own, so that a reader loads one of them.
const catalogues: Readonly<Record<Language, () => Promise<(format: Format) => Text>>> = {
  en: async () => (await import('./en.ts')).en,
  'pt-BR': async () => (await import('./pt-BR.ts')).ptBR,
  'zh-CN': async () => (await import('./zh-CN.ts')).zhCN,
};

export async function loadText(language: Language, format: Format): Promise<Text> {
  return (await catalogues[language]())(format);
}
