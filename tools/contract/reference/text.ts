/** The languages of the reference, as BCP 47 tags. */
export const languages = ['en', 'pt-BR', 'zh-CN'] as const;

export type Language = (typeof languages)[number];

/** One text in every language; wire names, enumeration values and the texts of errors stay as they are on the wire. */
export type Text = readonly [english: string, portuguese: string, chinese: string];

export function inLanguage(text: Text, language: Language): string {
  return text[languages.indexOf(language)] ?? text[0];
}
