import type { EntityType, VersionName } from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import { declared, declaredNavigation, declaredProperties, isOwnCast } from './declared.ts';
import { qualifiedName } from './type-names.ts';

/**
 * Reads a `$select` (OData 4.01 Part 2, section 5.1.3): declared names in the client's order, or `undefined` for all. Of a navigation
 * property only a link would be shown, which clients work out by themselves.
 *
 * @throws `selectUnknown` for a name that `version` does not declare, `optionInvalid` for a path below a property, `expandNotSupported` below
 * a navigation property
 */
export function parseSelect(text: string, type: EntityType, version: VersionName): readonly string[] | undefined {
  const names = new Set<string>();
  let onRequest = false;
  let isLinked = false;
  let all = text.trim() === '';
  for (const item of text.split(',')) {
    const name = item.trim();
    if (name === '*') all = true;
    if (name === '*' || (name === '' && all)) continue;
    const segments = name.split('/');
    const [first = '', below] = isOwnCast(type, version, segments[0] ?? '') ? segments.slice(1) : segments;
    const link = declaredNavigation(type, version, first);
    if (link) {
      if (below !== undefined) throw fail('expandNotSupported', { property: link.name });
      isLinked = true;
      continue;
    }
    const found = declared(type, version, first);
    if (!found) throw fail('selectUnknown', { property: first || name, type: qualifiedName(type, version) });
    if (below !== undefined) {
      throw fail('optionInvalid', {
        option: '$select',
        problem: `'${name}' is part of '${found.name}', which can only be selected whole`,
      });
    }
    names.add(found.name);
    if (found.property?.selectOnly) onRequest = true;
  }
  if (!all) return names.size === 0 && isLinked ? ['id'] : [...names];
  // What is given only on request stands beside `*` by its own name.
  if (!onRequest) return undefined;
  const usual = [...declaredProperties(type, version)].filter(({ property }) => !property?.selectOnly);
  return [...new Set([...usual.map(({ name }) => name), ...names])];
}

/**
 * Refuses an `$expand`: no resource can be expanded.
 *
 * @throws `expandNotSupported` for whatever is there, `selectUnknown` for anything else
 */
export function refuseExpand(text: string, type: EntityType, version: VersionName): never {
  const name = /^\s*([^,/(]*)/.exec(text)?.[1]?.trim() ?? '';
  const found = declaredNavigation(type, version, name) ?? (name === '*' ? { name } : declared(type, version, name));
  throw found
    ? fail('expandNotSupported', { property: found.name })
    : fail('selectUnknown', { property: name, type: qualifiedName(type, version) });
}
