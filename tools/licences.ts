import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Licences that put no condition on who runs or changes assistd but to keep their notices. MPL-2.0 also asks for the source of its
 * own files where they were changed; nobody does that here.
 */
const allowed = new Set([
  '0BSD',
  'Apache-2.0',
  'BlueOak-1.0.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'MPL-2.0',
  'Unlicense',
]);

/** What the lock file says of a package, as far as it matters here. */
export interface LockedPackage {
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
}

/** The packages that come with assistd, and whose licence is not allowed or not known, one line each. */
export function wrongLicences(packages: Readonly<Record<string, LockedPackage>>): string[] {
  return Object.entries(packages)
    .filter(([path, { dev }]) => path !== '' && !dev)
    .filter(([, { license }]) => license === undefined || !isAllowed(license))
    .map(([path, { version, license }]) => {
      const name = path.replace(/^.*node_modules\//, '');
      return `${name}@${version}: ${license ?? 'names no licence'}`;
    });
}

/** An SPDX expression (SPDX 2.3, annex D) without parentheses inside parentheses: of what is joined by OR one part has to be allowed. */
function isAllowed(expression: string): boolean {
  const choices = expression.replace(/^\((.*)\)$/, '$1').split(/ OR /i);
  return choices.some((choice) => choice.split(/ AND /i).every((licence) => allowed.has(licence.trim())));
}

if (import.meta.main) {
  const lock = JSON.parse(readFileSync(join(import.meta.dirname, '..', 'package-lock.json'), 'utf8'));
  const wrong = wrongLicences(lock.packages);
  for (const line of wrong) console.error(`${line}; allowed are: ${[...allowed].join(', ')}`);
  if (wrong.length > 0) process.exitCode = 1;
}
