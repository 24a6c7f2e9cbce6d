import { InventoryUnreadable } from './inventory-file.ts';

export interface DecodedText {
  readonly text: string;
  /** Set where the bytes do not say themselves how they are to be read. */
  readonly guessed: string | undefined;
}

/**
 * The text of a file as Intune, Excel and PowerShell write them: a byte order mark decides; without one it is UTF-16 where every
 * second byte is 0, UTF-8 where it is valid, and else Windows-1252, in which Excel saves "CSV" in western languages.
 * @throws InventoryUnreadable where it is no text
 */
export function decodeText(bytes: Uint8Array): DecodedText {
  if (startsWith(bytes, [0x50, 0x4b, 0x03, 0x04]))
    throw new InventoryUnreadable({ kind: isWorkbook(bytes) ? 'workbook' : 'zip' });
  // A compound file, which workbooks were before 2007.
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0])) throw new InventoryUnreadable({ kind: 'workbook' });
  const marked = marks.find(({ mark }) => startsWith(bytes, mark))?.encoding;
  const encoding = marked ?? unmarkedUtf16(bytes);
  if (encoding) return { text: new TextDecoder(encoding).decode(bytes), guessed: marked ? undefined : encoding };
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(bytes), guessed: undefined };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), guessed: 'Windows-1252' };
  }
}

const marks = [
  { mark: [0xef, 0xbb, 0xbf], encoding: 'utf-8' },
  { mark: [0xff, 0xfe], encoding: 'utf-16le' },
  { mark: [0xfe, 0xff], encoding: 'utf-16be' },
] as const;

function unmarkedUtf16(bytes: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  const beginning = bytes.subarray(0, 64);
  const zeros = (odd: number) => beginning.filter((byte, index) => index % 2 === odd && byte === 0).length;
  const most = beginning.length / 4;
  if (zeros(1) > most) return 'utf-16le';
  return zeros(0) > most ? 'utf-16be' : undefined;
}

/** Intune's export comes as a ZIP with the CSV in it; a workbook of Excel is a ZIP too. */
function isWorkbook(bytes: Uint8Array): boolean {
  return new TextDecoder('latin1').decode(bytes).includes('xl/workbook');
}

function startsWith(bytes: Uint8Array, beginning: readonly number[]): boolean {
  return beginning.every((byte, index) => bytes[index] === byte);
}
