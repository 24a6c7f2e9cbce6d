import { cut } from '../../core/unicode.ts';

/**
 * A name as the agent's question on every device can show it. On Linux the agent runs zenity without a locale, which then refuses
 * whatever is not ASCII (nobody is asked, and nobody let in), and reads `&` and `<` as markup (the person is asked without being told who
 * asks). Both were seen with 1.1.55 and zenity 3.44. A name that has no Latin letter stays as it is, for the systems that can show it.
 * @param longest in UTF-16 code units
 */
export function shownName(name: string | null, longest: number, otherwise: string): string {
  const plain = (name ?? '')
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}<>]/gu, '')
    .replaceAll('&', '+')
    .trim();
  const latin = plain
    .normalize('NFKD')
    .replaceAll(/[^ -~]/g, (letter) => inAscii[letter] ?? '')
    .replaceAll(/ +/g, ' ')
    .trim();
  const shown = /[a-z\d]/i.test(latin) ? latin : plain;
  return cut(shown, longest) || otherwise;
}

/** What does not come apart into a letter and a mark, and is common in names. */
const inAscii: Readonly<Record<string, string>> = {
  ß: 'ss',
  æ: 'ae',
  Æ: 'AE',
  œ: 'oe',
  Œ: 'OE',
  ø: 'o',
  Ø: 'O',
  ł: 'l',
  Ł: 'L',
  đ: 'd',
  Đ: 'D',
  þ: 'th',
  Þ: 'Th',
  ð: 'd',
  ı: 'i',
  '’': "'",
  '‘': "'",
  '–': '-',
  '—': '-',
  '·': '-',
};
