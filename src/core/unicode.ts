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
