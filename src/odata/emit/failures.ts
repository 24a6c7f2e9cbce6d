import { type FailureContext, failures } from '../../model/failures.ts';
import { code, markdownTable } from './markdown.ts';

/** The failure table, as Markdown; what a message says of the request stands as `{parameter}`. */
export function emitFailures(): string {
  const rows = Object.entries(failures).map(([name, row]) => {
    // A row takes parameters of its own type; placeholders stand for those of all rows.
    const parameters = placeholders as never;
    const help = row.help?.(parameters);
    return [
      code(name),
      String(row.status),
      code(row.code),
      row.layer,
      String(row.message(parameters)),
      help ? String(help.message) : '',
      Object.keys(row.headers?.(parameters, context) ?? {})
        .map(code)
        .join(', '),
    ];
  });
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
}

const placeholders = new Proxy({}, { get: (_, name) => new Placeholder(`{${String(name)}}`) });
