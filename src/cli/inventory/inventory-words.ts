import {
  type FileFault,
  type InventoryNote,
  InventoryUnreadable,
  type RowFault,
} from '../../inventory/inventory-file.ts';
import { dateOrders } from '../../inventory/local-date.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

/** Why a row was not taken. */
export function rowFaultWords(fault: RowFault): string {
  switch (fault.kind) {
    case 'localDate':
      return `${fault.column} ${JSON.stringify(fault.cell)} can be read in several ways: say how dates are written with --dates ${dateOrders.join(', ')}`;
    case 'twins': {
      const others = fault.others > 0 ? [`${fault.others} more`] : [];
      const listed = new Intl.ListFormat('en').format([...fault.rows.map(String), ...others]);
      const key = fault.property === 'id' ? 'the id' : 'the serial number';
      return `rows ${listed} have ${key} ${JSON.stringify(fault.value)}: keep one of them`;
    }
    case 'tooManyCells':
      return `it has ${fault.cells} cells under ${fault.headings} headings; put a value with the delimiter in it between double quotes`;
    case 'contradicting': {
      const [one, other] = fault.columns;
      return `the columns ${JSON.stringify(one)} and ${JSON.stringify(other)} say different things of ${fault.property}; keep one of them`;
    }
    case 'nobody':
      return 'it has neither an id nor a serial number, so no device is meant';
    case 'refused':
      return fault.reason;
  }
}

const shownAtMost = 10;

function firstOf(all: readonly string[]): string {
  const more = all.length > shownAtMost ? ` and ${all.length - shownAtMost} more` : '';
  return `${all.slice(0, shownAtMost).join(', ')}${more}`;
}

/** Characters of a heading that are shown. */
const longestShown = 60;

export function noteWords(note: InventoryNote): string {
  switch (note.kind) {
    case 'guessed':
      return `The file does not say how its text is written; it was read as ${note.encoding}.`;
    case 'ignored':
      return `These columns are not taken over: ${note.columns.join(', ')}`;
    case 'rounded': {
      const shown = note.cells.map(({ row, column, cell }) => `row ${row} ${column} ${cell}`);
      return `A spreadsheet rounded these numbers; they are not taken over: ${firstOf(shown)}`;
    }
  }
}

/** What a command says of a file that cannot be read; any other error as it is. */
export function unreadableFile(error: unknown): unknown {
  if (!(error instanceof InventoryUnreadable)) return error;
  const { what, help } = fileFaultWords(error.fault);
  return new CommandFailure(exitCodes.usage, what, help, { cause: error });
}

function fileFaultWords(fault: FileFault): { readonly what: string; readonly help?: string } {
  const unreadable = (problem: string) => ({
    what: `the file cannot be read: ${problem}`,
    help: "It has to be CSV as Intune exports it, JSON as Graph's list of managedDevices gives it, or one JSON object on each line.",
  });
  switch (fault.kind) {
    case 'workbook':
      return {
        what: 'the file is a workbook of Excel',
        help: 'In Excel, save it as "CSV UTF-8", and import that.',
      };
    case 'zip':
      return { what: 'the file is a ZIP archive', help: 'Unpack it, and import the CSV file in it.' };
    case 'empty':
      return { what: 'the file is empty' };
    case 'longLine':
      return unreadable(`a line is longer than ${fault.characters} characters, so it is no list of devices`);
    case 'noKeyColumn':
      return {
        what: 'the file has neither a column "Device ID" nor "Serial number", so no device is meant',
        help: `Its columns are: ${firstOf(fault.columns.map((name) => JSON.stringify(name.slice(0, longestShown))))}`,
      };
    case 'noCsv':
      return unreadable(fault.problem);
    case 'noJson':
      return unreadable(`line ${fault.line} is no JSON`);
    case 'noObject':
      return unreadable(`row ${fault.row} is no JSON object`);
  }
}
