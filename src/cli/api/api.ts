import { parsedJson } from '../../core/json.ts';
import { unicodeText } from '../../core/unicode.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { readText } from '../named-file.ts';
import { printable } from '../terminal/printable.ts';
import { jsonOf, type Result } from '../terminal/result.ts';
import type { Terminal } from '../terminal/terminal.ts';

const methods = ['GET', 'POST', 'PATCH', 'DELETE'] as const;

export const api = command({
  name: 'api',
  summary: 'Send a request to the Graph, and print its answer.',
  description:
    'As gh api and az rest do: with the login, retries and failures of every other command. The path may name its version (v1.0, beta, assist), and may be a link that the Graph gave; a version that is not named is chosen as elsewhere.',
  needs: 'graph',
  prints: true,
  arguments: [
    { name: 'method', required: true, description: 'What to do.', choices: methods },
    { name: 'path', required: true, description: 'The path, with its query.' },
  ],
  options: {
    body: { kind: 'text', value: 'JSON', description: 'The body; @FILE reads it from a file, @- from standard input.' },
    all: { kind: 'flag', description: 'With GET of a collection: every page, as one list.' },
  },
  examples: [
    { line: "assistd api GET '/beta/deviceManagement/auditEvents?$top=5'", does: 'Read.' },
    {
      line: `assistd api PATCH beta/deviceManagement/remoteAssistanceSettings --body '{"blockChat":true}'`,
      does: 'Change.',
    },
    {
      line: 'assistd api GET deviceManagement/managedDevices --all -o tsv --query "[].deviceName"',
      does: 'Every page, and of it one column.',
    },
  ],
  async run({ graph: open, result, terminal }, { arguments: { method, path }, options }) {
    const body = options.body === undefined ? undefined : await bodyOf(options.body, terminal);
    if (options.all && (method !== 'GET' || body)) {
      throw new CommandFailure(exitCodes.usage, '--all reads the pages of a collection: with GET, and without a body');
    }
    const graph = await open();
    if (options.all) {
      const items: unknown[] = [];
      for await (const { value } of graph.pages<unknown>(path)) items.push(...value);
      return print(result, items);
    }
    const text = await graph.send(method, path, { body });
    const answer = parsedJson(text);
    // `$metadata` is XML, and an action answers nothing.
    return answer === undefined ? terminal.write(printable(text)) : print(result, answer);
  },
});

/** What is not known to be a table is shown as it came. */
function print(result: Result, answer: unknown): Promise<void> {
  return result.print(answer, undefined, `${jsonOf(answer)}\n`);
}

async function bodyOf(given: string, terminal: Terminal): Promise<object> {
  const text =
    given === '@-'
      ? unicodeText(await terminal.read())
      : given.startsWith('@')
        ? await readText(given.slice(1))
        : given;
  const body = parsedJson(text);
  if (typeof body === 'object' && body !== null) return body;
  throw new CommandFailure(exitCodes.usage, '--body is no JSON object', 'To read it from a file: --body @FILE');
}
