import { byteOrderMark, csvLine } from '../../../../src/client/spreadsheet-cell.ts';

/** A table as a spreadsheet takes it: the names of its columns, and the lines that one item of a list makes. */
export interface Sheet<T> {
  readonly head: readonly string[];
  readonly lines: (item: T) => readonly (readonly unknown[])[];
}

export type ExportKind = 'csv' | 'jsonLines';

interface Kind<T> {
  readonly head: string;
  readonly text: (item: T) => string;
  readonly mediaType: string;
  readonly ending: string;
}

/** The files that a list can be exported to. */
export function exportKind<T>(kind: ExportKind, { head, lines }: Sheet<T>): Kind<T> {
  if (kind === 'jsonLines') {
    return {
      head: '',
      text: (item) => `${JSON.stringify(item)}\n`,
      mediaType: 'application/jsonl',
      ending: 'jsonl',
    };
  }
  return {
    head: byteOrderMark + csvLine(head),
    text: (item) => lines(item).map(csvLine).join(''),
    mediaType: 'text/csv;charset=utf-8',
    ending: 'csv',
  };
}
