/** The languages that people are spoken to in, each by its own name. English is the source of the others, and the fallback. */
export const languages = { en: 'English', 'pt-BR': 'Português (Brasil)', 'zh-CN': '简体中文' } as const;

/** As a BCP 47 tag. */
export type Language = keyof typeof languages;

/** A language that texts are translated into. */
export type Translated = Exclude<Language, 'en'>;

/** What is written beside the code that it is about, in English and in whatever else somebody has written it; what lacks is read in English. */
export type Worded<T> = { readonly en: T } & { readonly [L in Translated]?: T };

export const languageNames = Object.keys(languages) as readonly Language[];

export const translatedNames = languageNames.filter((name) => name !== 'en');

/** The language that fits the first possible of the tags that somebody wants (lookup of RFC 4647, section 3.4). */
export function languageFor(wanted: readonly string[]): Language {
  for (const tag of wanted.map((each) => each.toLowerCase())) {
    const exact = languageNames.find((name) => name.toLowerCase() === tag);
    // `pt` and `zh-Hans` are understood by readers of pt-BR and zh-CN better than English is.
    const near = languageNames.find((name) => name.slice(0, 2) === tag.slice(0, 2));
    const match = exact ?? near;
    if (match) return match;
  }
  return 'en';
}
