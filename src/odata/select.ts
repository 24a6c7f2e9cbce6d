import { type EntityType, standsIn, type VersionName } from '../edm/type.ts';
import { fail } from '../model/failures.ts';
import { declared, declaredProperties } from './declared.ts';
import { qualifiedName } from './type-names.ts';

/**
 * Reads a `$select` (OData 4.01 Part 2, section 5.1.3): declared names in the client's order, or `undefined` for all.
 *
 * @throws `selectUnknown` for a name that `version` does not declare, `optionInvalid` for a path below a property
 */
export function parseSelect(text: string, type: EntityType, version: VersionName): readonly string[] | undefined {
  const names = new Set<string>();
  let onRequest = false;
  let all = text.trim() === '';
  for (const item of text.split(',')) {
    const name = item.trim();
    if (name === '*') all = true;
    if (name === '*' || (name === '' && all)) continue;
    const [first = '', below] = name.split('/');
    const found = declared(type, version, first);
    if (!found) throw fail('selectUnknown', { property: first, type: qualifiedName(type, version) });
    if (below !== undefined) {
      throw fail('optionInvalid', {
        option: '$select',
        problem: `'${name}' is part of '${found.name}', which can only be selected whole`,
      });
    }
    names.add(found.name);
    if (found.property?.selectOnly) onRequest = true;
  }
  if (!all) return [...names];
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
  const lower = name.toLowerCase();
  const found =
    type.navigation.find((item) => standsIn(item, version) && item.name.toLowerCase() === lower) ??
    (name === '*' ? { name } : declared(type, version, name));
  throw found
    ? fail('expandNotSupported', { property: found.name })
    : fail('selectUnknown', { property: name, type: qualifiedName(type, version) });
}
