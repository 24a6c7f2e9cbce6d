import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/**
 * Statements that run a query and wait for nothing: what they write is no longer sure to be in the transaction. Biome's `noFloatingPromises`
 * finds calls of our own functions, and does not see that a query of Kysely is a promise.
 */
export function unawaitedQueries(root: string): string[] {
  return globSync('{src,test}/**/*.ts', { cwd: root, exclude: ['**/node_modules'] })
    .toSorted()
    .flatMap((file) => unawaitedIn(file, readFileSync(join(root, file), 'utf8')));
}

export function unawaitedIn(file: string, text: string): string[] {
  const found: string[] = [];
  const { program } = parseSync(file, text);
  new Visitor({
    ExpressionStatement({ expression, start }) {
      if (expression.type !== 'CallExpression' || expression.callee.type !== 'MemberExpression') return;
      const { property } = expression.callee;
      if (property.type !== 'Identifier' || !/^execute(TakeFirst(OrThrow)?)?$/.test(property.name)) return;
      const line = text.slice(0, start).split('\n').length;
      found.push(`${file}:${line}: a query is run and not awaited`);
    },
  }).visit(program);
  return found;
}
