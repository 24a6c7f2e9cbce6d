import { type FailureContext, type FailureName, failures } from '../../src/model/failures.ts';
import { code, markdownTable } from './markdown.ts';

/** A failure as tables show it; what a text says of the request stands as `{parameter}`. */
export interface FailureRow {
  readonly name: FailureName;
  readonly status: number;
  readonly code: string;
  readonly layer: 'gateway' | 'service';
  readonly message: string;
  /** What `details` says to do about it; empty where there are none. */
  readonly details: string;
  readonly headers: readonly string[];
}

/** Every failure, in the order of the table. */
export function failureRows(): FailureRow[] {
  return Object.entries(failures).map(([name, row]) => {
    // A row takes parameters of its own type; placeholders stand for those of all rows.
    const parameters = placeholders as never;
    const help = row.help?.(parameters, context);
    return {
      // Object.entries forgets the names of the table.
      name: name as FailureName,
      status: row.status,
      code: row.code,
      layer: row.layer,
      message: String(row.message(parameters)),
      details: help ? String(help.message) : '',
      headers: Object.keys(row.headers?.(parameters, context) ?? {}),
    };
  });
}

/** The failure table, as Markdown. */
export function emitFailures(): string {
  const rows = failureRows().map(({ name, status, code: errorCode, layer, message, details, headers }) => [
    code(name),
    String(status),
    code(errorCode),
    layer,
    message,
    details,
    headers.map(code).join(', '),
  ]);
  const headings = ['failure', 'status', 'code', 'layer', 'message', 'details', 'headers'];
  return `# Failures

Every error that the service tells a client. The layer says how \`message\` is written: the gateway in plain text, the service as
JSON inside the text, as Intune does. \`details\` says what to do about it where \`message\` is fixed by what Graph says.

${markdownTable(headings, rows)}
`;
}

const context: FailureContext = { url: '', activityId: '', authorizationUri: '', clientId: '' };

/** Reads as `{name}` where a message expects a text, and as a list of that one text where it expects a list. */
class Placeholder extends String {
  flatMap<T>(each: (text: string) => T | readonly T[]): T[] {
    return [this.toString()].flatMap(each);
  }

  join(): string {
    return this.toString();
  }
}

const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(`{${String(name)}}`) });
