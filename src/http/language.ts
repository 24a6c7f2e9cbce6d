/** The languages that people are spoken to in; the first is the fallback. */
export const languages = ['en', 'pt-BR', 'zh-CN'] as const;

export type Language = (typeof languages)[number];

/** The language that fits an `Accept-Language` header best (RFC 9110, section 12.5.4; lookup of RFC 4647, section 3.4). */
export function languageOf(header: string | undefined): Language {
  const wanted = (header ?? '')
    .split(',')
    .map((range) => {
      const [tag = '', ...parameters] = range.split(';').map((part) => part.trim());
      const quality = parameters.find((part) => part.toLowerCase().startsWith('q='));
      return { tag: tag.toLowerCase(), quality: quality === undefined ? 1 : Number(quality.slice(2)) };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    const exact = languages.find((language) => language.toLowerCase() === tag);
    // `pt` and `zh-Hans` are understood by readers of pt-BR and zh-CN better than English is.
    const near = languages.find((language) => language.slice(0, 2) === tag.slice(0, 2));
    const match = exact ?? near;
    if (match) return match;
  }
  return languages[0];
}
