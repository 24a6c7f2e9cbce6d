/** One device as a file describes it. */
export interface InventoryRow {
  /** Where it stands: the line of a CSV or JSON Lines file, the place in a JSON array; from 1. */
  readonly row: number;
  readonly record: Readonly<Record<string, unknown>>;
  /** Why it cannot be taken, where the file itself shows it. */
  readonly fault?: RowFault | undefined;
}

export interface InventoryFile {
  readonly rows: readonly InventoryRow[];
  /** What somebody should know who wrote the file. */
  readonly notes: readonly InventoryNote[];
}

/** Why a row cannot be taken. Who reads the file says it in words: the command line in English, the console in its reader's language. */
export type RowFault =
  /** A date that can be read in several ways, because nothing says in which order its parts stand. */
  | { readonly kind: 'localDate'; readonly column: string; readonly cell: string }
  /** Several rows mean the same device: which of them would win is chance. Named are the first, and how many others there are. */
  | {
      readonly kind: 'twins';
      readonly rows: readonly number[];
      readonly others: number;
      readonly property: 'id' | 'serialNumber';
      readonly value: string;
    }
  /** More cells than headings: a value with the delimiter in it moved those behind it. */
  | { readonly kind: 'tooManyCells'; readonly cells: number; readonly headings: number }
  /** Two columns that mean the same property say different things of it. */
  | { readonly kind: 'contradicting'; readonly property: string; readonly columns: readonly [string, string] }
  /** Neither an id nor a serial number, so no device is meant. */
  | { readonly kind: 'nobody' }
  /** A value that the service would refuse; `reason` is what it would say. */
  | { readonly kind: 'refused'; readonly reason: string };

export type InventoryNote =
  /** The bytes do not say how they are to be read. */
  | { readonly kind: 'guessed'; readonly encoding: string }
  /** These columns stand for nothing that a device has here. */
  | { readonly kind: 'ignored'; readonly columns: readonly string[] }
  /** A spreadsheet rounded these numbers; they are not taken over. */
  | { readonly kind: 'rounded'; readonly cells: readonly Cell[] };

export interface Cell {
  readonly row: number;
  readonly column: string;
  readonly cell: string;
}

/** Why a file cannot be read as an inventory at all. */
export type FileFault =
  | { readonly kind: 'workbook' }
  | { readonly kind: 'zip' }
  | { readonly kind: 'empty' }
  /** A line has more `characters` than any device has. */
  | { readonly kind: 'longLine'; readonly characters: number }
  | { readonly kind: 'noKeyColumn'; readonly columns: readonly string[] }
  /** It is no CSV; `problem` is the parser's word. */
  | { readonly kind: 'noCsv'; readonly problem: string }
  | { readonly kind: 'noJson'; readonly line: number }
  | { readonly kind: 'noObject'; readonly row: number };

export class InventoryUnreadable extends Error {
  readonly fault: FileFault;

  constructor(fault: FileFault, options?: ErrorOptions) {
    super(`the file cannot be read: ${fault.kind}`, options);
    this.name = 'InventoryUnreadable';
    this.fault = fault;
  }
}
