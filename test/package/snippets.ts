import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A piece of code in a page of the documentation. */
export interface Snippet {
  readonly language: string;
  /** What stands behind the language: the file that the page says it is. */
  readonly file: string | undefined;
  readonly code: string;
}

/** All fenced code of a page, in order. `page` is below the root of the repository. */
export function snippetsOf(page: string): Snippet[] {
  const text = readFileSync(join(import.meta.dirname, '../..', page), 'utf8');
  return [...text.matchAll(/^```(\w+)(?: +(\S+))?\n(.*?)^```$/gms)].map(([, language = '', file, code = '']) => ({
    language,
    file,
    code,
  }));
}
