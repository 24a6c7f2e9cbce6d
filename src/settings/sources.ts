import { readFileSync } from 'node:fs';
import stripJsonComments from 'strip-json-comments';
import { isObject } from '../core/json.ts';
import { unicodeText } from '../core/unicode.ts';
import { memberGivenTwice } from '../odata/body/json-members.ts';
import { commandLineVariables, environmentName, nearest, settingNames } from './names.ts';
import type { SettingProblem } from './problem.ts';
import { openFileProblems } from './secrets.ts';

/** Where settings come from; flags win over the environment, which wins over the file. */
export interface Sources {
  readonly file?: string | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly flags: Readonly<Record<string, unknown>>;
}

/** A file holds JSON, with comments where somebody wants them, and with `$schema` for editors. */
export function fromFile(file: string | undefined, problems: SettingProblem[]): Record<string, unknown> {
  if (file === undefined) return {};
  const problem = (text: string) => problems.push({ setting: file, source: 'file', problem: text });
  let text: string;
  try {
    text = stripJsonComments(unicodeText(readFileSync(file), { strict: true }), { trailingCommas: true });
  } catch (error) {
    problem(
      error instanceof TypeError ? 'is not UTF-8: save it as UTF-8' : `cannot be read: ${(error as Error).message}`,
    );
    return {};
  }
  try {
    const content: unknown = JSON.parse(text);
    const twice = memberGivenTwice(text);
    if (twice !== undefined) problem(`gives ${JSON.stringify(twice)} twice in one object: leave one of them`);
    if (isObject(content)) {
      // It tells an editor which names there are (contract/settings.schema.json).
      const { $schema: _, ...settings } = content;
      return settings;
    }
    problem('the file must hold one JSON object');
  } catch (error) {
    problem(`is no JSON: ${whereJsonEnds(error, text)}`);
  }
  return {};
}

/** What is wrong with JSON, without the text around it that the parser quotes: it may be a secret. */
function whereJsonEnds(error: unknown, text: string): string {
  const message = (error as Error).message;
  const [, position] = / at position \d+ \((line \d+ column \d+)\)$/.exec(message) ?? [];
  if (position !== undefined) return `look at ${position}`;
  const [, quoted] = /, (?:\.\.\.)?"(.*)"(?:\.\.\.)? is not valid JSON$/s.exec(message) ?? [];
  if (quoted === undefined) return 'it ends too early';
  // The parser quotes ten characters on each side of the place.
  const place = text.indexOf(quoted) + Math.min(10, quoted.length);
  return `look at line ${text.slice(0, place).split('\n').length}, where a value is not written as JSON`;
}

/** `ASSISTD_NAME`, or `ASSISTD_NAME_FILE` with a file that holds the value, as orchestrators hand secrets over. */
export function fromEnvironment(
  environment: Sources['environment'],
  problems: SettingProblem[],
): [name: string, value: string, source: string][] {
  const taken: [string, string, string][] = [];
  for (const [key, value] of Object.entries(environment)) {
    if (!key.startsWith('ASSISTD_') || value === undefined || value === '') continue;
    if (commandLineVariables.includes(key)) continue;
    const plain = settingNames.find((name) => environmentName(name) === key);
    const named = plain ?? settingNames.find((name) => `${environmentName(name)}_FILE` === key);
    if (plain) taken.push([plain, value, key]);
    else if (named) taken.push(...readInto(named, value, key, problems));
    else
      problems.push({
        setting: key,
        source: 'environment',
        problem: `no setting has this name${nearest(key, environmentName)}`,
      });
  }
  for (const name of settingNames) {
    const sources = taken.filter(([each]) => each === name).map(([, , source]) => source);
    // Which of the two counted would hang by the order of the variables.
    if (sources.length > 1) problems.push({ setting: name, source: sources.join(', '), problem: 'set one of the two' });
  }
  return taken;
}

function readInto(name: string, file: string, source: string, problems: SettingProblem[]): [string, string, string][] {
  try {
    const value = unicodeText(readFileSync(file)).trim();
    problems.push(...openFileProblems(file, { [name]: value }).map((found) => ({ ...found, source })));
    return [[name, value, source]];
  } catch (error) {
    problems.push({ setting: name, source, problem: `cannot read the file: ${(error as Error).message}` });
    return [];
  }
}
