import { emptyValue } from '../../edm/empty-value.ts';
import type { ComplexType, EntityType, Property, VersionName } from '../../edm/type.ts';
import { declared } from '../declared.ts';

/**
 * Whether a value says nothing of a property that is given only on request: a client that reads an entity, changes one thing and sends
 * all of it back sends the `null` or `0` that stood there instead of the value. A body with that member alone means what it says.
 */
export function isUnsaid(
  value: unknown,
  { name, property }: { readonly name: string; readonly property: Property },
  came: CameBack | undefined,
): boolean {
  if (!came || !property.selectOnly || came.given.has(name.toLowerCase())) return false;
  return isEmpty(value, property);
}

/** Of a body that the service has given: the properties that it gave their true values, because they were asked for by name. */
export interface CameBack {
  readonly given: ReadonlySet<string>;
}

/** `undefined` where nothing shows that a body is one that the service has given. */
export function cameBack(
  body: Readonly<Record<string, unknown>>,
  type: EntityType | ComplexType,
  version: VersionName,
): CameBack | undefined {
  const names = Object.keys(body);
  const context = names.find((name) => name.startsWith('@') && /^@(odata\.)?context$/i.test(name));
  if (context !== undefined) return { given: selected(body[context]) };
  const shows = names.some((name) => {
    if (name.startsWith('@')) return /^@(odata\.)?(id|editLink|readLink|etag)$/i.test(name);
    const found = declared(type, version, name);
    return found !== undefined && (found.property === undefined || found.property.readOnly);
  });
  return shows || isWhole(body, type) ? { given: new Set() } : undefined;
}

/** What a single entity's context URL says was asked for: `…#things(name,notes)/$entity` (OData 4.01 Part 1, section 10.8). */
function selected(context: unknown): ReadonlySet<string> {
  const list = typeof context === 'string' ? /\(([^()']*)\)\/\$entity$/.exec(context)?.[1] : undefined;
  return new Set(list?.toLowerCase().split(','));
}

/** Whether all that is given only on request is there, and empty: nobody clears all of it by hand. */
function isWhole(body: Readonly<Record<string, unknown>>, type: EntityType | ComplexType): boolean {
  const onRequest = givenOnRequest(type);
  const names = Object.keys(body);
  return (
    onRequest.length > 1 &&
    onRequest.every(([lower, property]) => {
      const name = names.find((each) => each.toLowerCase() === lower);
      return name !== undefined && isEmpty(body[name], property);
    })
  );
}

/** Of each type once: an import reads a thousand bodies of one. */
const onRequestOf = new WeakMap<EntityType | ComplexType, readonly (readonly [string, Property])[]>();

function givenOnRequest(type: EntityType | ComplexType): readonly (readonly [string, Property])[] {
  const known = onRequestOf.get(type);
  if (known) return known;
  const all = Object.entries(type.properties).filter(([, { selectOnly, readOnly }]) => selectOnly && !readOnly);
  const found = all.map(([name, property]) => [name.toLowerCase(), property] as const);
  onRequestOf.set(type, found);
  return found;
}

function isEmpty(value: unknown, property: Property): boolean {
  return (
    value === null || (!property.nullable && (value === emptyValue(property) || value === String(emptyValue(property))))
  );
}
