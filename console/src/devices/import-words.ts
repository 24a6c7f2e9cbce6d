import {
  type FileFault,
  type InventoryNote,
  InventoryUnreadable,
  type RowFault,
} from '../../../src/inventory/inventory-file.ts';
import type { Text } from '../text/en.ts';

type Words = Text['deviceImport'];

/** Why a row cannot be taken. */
export function rowFaultWords({ faults }: Words, fault: RowFault, inWords: (said: string) => string): string {
  switch (fault.kind) {
    case 'localDate':
      return faults.localDate(fault.column, fault.cell);
    case 'twins':
      return faults.twins(fault.rows, fault.others, fault.property, fault.value);
    case 'tooManyCells':
      return faults.tooManyCells(fault.cells, fault.headings);
    case 'contradicting':
      return faults.contradicting(fault.property, ...fault.columns);
    case 'nobody':
      return faults.nobody;
    case 'refused':
      return inWords(fault.reason);
  }
}

const shownAtMost = 10;

export function noteWords({ notes }: Words, note: InventoryNote): string {
  switch (note.kind) {
    case 'guessed':
      return notes.guessed(note.encoding);
    case 'ignored':
      return notes.ignored(note.columns.join(', '));
    case 'rounded': {
      const cells = note.cells.slice(0, shownAtMost).map(({ row, column, cell }) => `${row}: ${column} ${cell}`);
      return notes.rounded(cells.join(', ') + (note.cells.length > shownAtMost ? ' …' : ''));
    }
  }
}

/** Why a file cannot be read, and what to do about it; `undefined` for an error that is not the file's. */
export function unreadableWords(words: Words, error: unknown): string | undefined {
  if (error instanceof InventoryUnreadable) return fileFaultWords(words, error.fault);
  // The browser's own: a folder, or a file that was moved or changed since it was chosen.
  return error instanceof DOMException ? words.files.gone : undefined;
}

function fileFaultWords({ files }: Words, fault: FileFault): string {
  switch (fault.kind) {
    case 'workbook':
    case 'zip':
    case 'empty':
    case 'longLine':
      return files[fault.kind];
    case 'noKeyColumn':
      return files.noKeyColumn(fault.columns.slice(0, shownAtMost).join(', ').slice(0, 500));
    case 'noCsv':
      return files.noCsv(fault.problem);
    case 'noJson':
      return files.noJson(fault.line);
    case 'noObject':
      return files.noObject(fault.row);
  }
}
