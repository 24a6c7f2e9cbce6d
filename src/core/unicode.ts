/**
 * The text of a file that a person made, without the mark at its beginning: UTF-8, or UTF-16 where the mark says so, as PowerShell writes
 * what a command prints.
 * @throws TypeError with `strict`, for what is neither
 */
export function unicodeText(bytes: Uint8Array, { strict = false } = {}): string {
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : undefined;
  return new TextDecoder(utf16 ?? 'utf-8', { fatal: strict }).decode(bytes);
}

/**
 * A text, or its beginning where it has more UTF-16 code units than `longest`, without half of a surrogate pair anywhere: JSON can write one,
 * and PostgreSQL answers no condition on a structure in whose JSON one stands.
 */
export function cut(text: string, longest: number): string {
  return text
    .slice(0, longest)
    .replace(/[\uD800-\uDBFF]$/, '')
    .toWellFormed();
}
