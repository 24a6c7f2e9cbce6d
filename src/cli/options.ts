import type { Described, Option } from './described.ts';
import { outputFormats } from './terminal/result.ts';

/** The options of every command that talks to a Graph. */
export const graphOptions = {
  graph: {
    kind: 'text',
    value: 'URL',
    description: 'The Graph to talk to; else ASSISTD_GRAPH, that of the context, http://localhost:8400.',
  },
  context: {
    kind: 'text',
    value: 'NAME',
    description: 'Whom to act as, by the name of a login; else ASSISTD_CONTEXT, the last login.',
  },
  apiVersion: {
    kind: 'text',
    value: 'VERSION',
    choices: ['v1.0', 'beta'],
    description: 'The version of Graph; beta where the token is an application’s, else v1.0.',
  },
} as const satisfies Record<string, Option>;

/** The options of every command that prints what it found. */
export const outputOptions = {
  output: {
    kind: 'text',
    short: 'o',
    value: 'FORMAT',
    choices: outputFormats,
    default: 'table',
    description: 'How the result is printed.',
  },
  query: { kind: 'text', value: 'JMESPATH', description: 'Picks from the result (https://jmespath.site).' },
} as const satisfies Record<string, Option>;

/** The option of every command. */
export const everyOption = {
  noColor: { kind: 'flag', description: 'No colours; as NO_COLOR does.' },
} as const satisfies Record<string, Option>;

/** Every option that a command takes: its own, then those that it shares with others. */
export async function optionsOf(command: Described): Promise<Readonly<Record<string, Option>>> {
  return {
    ...command.options,
    ...(command.settings && (await import('./settings-options.ts')).settingsOptions(command.settings)),
    ...(command.needs && graphOptions),
    ...(command.prints && outputOptions),
    ...everyOption,
  };
}
