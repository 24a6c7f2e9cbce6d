import { environmentName } from './names.ts';
import type { Settings } from './schema.ts';
import type { Sources } from './sources.ts';

/**
 * What `assistd serve` works on: real data, real partners, real keys. `assistd dev` plants, empties and gives everybody a token, so
 * it takes these from its own flags alone, and never from a file or a variable that serve would read as well.
 */
export const serveOwn = [
  'database',
  'databaseMigrationUrl',
  'masterKeys',
  'auditKeys',
  'issuers',
  'connectors',
  'publicOrigin',
] as const satisfies readonly (keyof Settings)[];

/** A setting that was given, and does not count. */
export interface LeftOut {
  readonly setting: string;
  readonly source: string;
}

/** The variables without those of serve's own settings, and which those are. */
export function withoutServeOwn(environment: Sources['environment']): [kept: Sources['environment'], LeftOut[]] {
  const owned = new Map(
    serveOwn.flatMap((setting) => {
      const name = environmentName(setting);
      return [name, `${name}_FILE`].map((variable) => [variable, setting] as const);
    }),
  );
  const kept = Object.fromEntries(Object.entries(environment).filter(([name]) => !owned.has(name)));
  const leftOut = [...owned].filter(([name]) => environment[name]).map(([source, setting]) => ({ setting, source }));
  return [kept, leftOut];
}

export function isServeOwn(name: string): boolean {
  return (serveOwn as readonly string[]).includes(name);
}
