import type { EntityType, VersionName } from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import { bindPath } from './declared.ts';
import type { OrderBy } from './expression.ts';
import { longestClause } from './filter/filter-tokens.ts';

/** Characters in the texts of an order, at most. The link to the next page has them, and Node reads 16 KB of a URL and its headers. */
const longestPosition = 2048;

const itemPattern = /^([\p{L}\p{N}_./]+)(?:[ \t]+(asc|desc))?$/iu;

/**
 * Reads an `$orderby` (OData 4.01 Part 2, section 5.1.4): properties, each with a direction. Nothing can be ordered further than by
 * `id`, so what follows it is checked and left out.
 *
 * @throws `filterUnknown` for a property that `version` does not declare, `orderByInvalid` for anything else, such as texts that are long
 */
export function parseOrderBy(text: string, type: EntityType, version: VersionName): OrderBy[] {
  if (text.length > longestClause) throw orderByInvalid(`it is longer than ${longestClause} characters`);
  const seen = new Set<string>();
  const items = text.split(',').map((item) => {
    const [, path, direction] = itemPattern.exec(item.trim()) ?? [];
    if (!path) {
      throw orderByInvalid(
        `'${item.trim()}' is not understood; write properties separated by commas, each with asc or desc after it or neither`,
      );
    }
    const bound = bindPath(path.split('/'), { type, version }, orderByInvalid);
    const name = bound.path.join('/');
    if (seen.has(name)) throw orderByInvalid(`'${name}' is named twice`);
    seen.add(name);
    return { path: bound, descending: direction?.toLowerCase() === 'desc' };
  });
  const texts = items.flatMap(({ path: { property } }) => property?.maxLength ?? []);
  const length = texts.reduce((sum, each) => sum + each, 0);
  if (length > longestPosition) {
    throw orderByInvalid(
      `the texts may have ${length} characters together, more than ${longestPosition}, which the link to a next page could not hold; order by fewer or shorter ones`,
    );
  }
  const id = items.findIndex(({ path }) => path.property === undefined);
  return id < 0 ? items : items.slice(0, id + 1);
}

function orderByInvalid(problem: string): Error {
  return fail('orderByInvalid', { problem });
}
