import type { Property } from '../../../../src/edm/type.ts';

/** What a form has to know of a property; the model's own declaration has it. */
export type PropertyFacts = Pick<Property, 'type' | 'collection' | 'nullable' | 'maxLength'>;

/** Why what was typed is no value of the property. */
export type ValueFault =
  | { readonly kind: 'missing' | 'noNumber' | 'noDate' | 'noGuid' }
  | { readonly kind: 'tooLong'; readonly most: number };

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** Whether one field can hold it. */
export function isTyped({ type, collection }: PropertyFacts): boolean {
  return !collection && type.kind !== 'complex';
}

/** The value of what was typed, as JSON has it, and as the service says it again. */
export function valueTyped(
  { type, nullable, maxLength }: PropertyFacts,
  typed: string,
): { readonly value: unknown } | { readonly fault: ValueFault } {
  const text = typed.trim();
  if (text === '') return nullable ? { value: null } : { fault: { kind: 'missing' } };
  if (type.kind !== 'primitive') return { value: text };
  switch (type.name) {
    case 'Edm.Boolean':
      return { value: text === 'true' };
    case 'Edm.Int32':
    case 'Edm.Int64':
      return /^-?\d+$/.test(text) && Number.isSafeInteger(Number(text))
        ? { value: Number(text) }
        : { fault: { kind: 'noNumber' } };
    case 'Edm.Double':
      return Number.isFinite(Number(text)) ? { value: Number(text) } : { fault: { kind: 'noNumber' } };
    case 'Edm.Guid':
      return guid.test(text) ? { value: text } : { fault: { kind: 'noGuid' } };
    case 'Edm.DateTimeOffset': {
      const instant = new Date(text);
      return Number.isNaN(instant.getTime())
        ? { fault: { kind: 'noDate' } }
        : { value: instant.toISOString().replace('.000Z', 'Z') };
    }
    case 'Edm.String':
      return maxLength !== undefined && Array.from(text).length > maxLength
        ? { fault: { kind: 'tooLong', most: maxLength } }
        : { value: text };
  }
}

/** What a field shows of a value: a date as the browser's own field takes it, where the reader is. */
export function typedOf({ type }: PropertyFacts, value: unknown): string {
  if (value === null || value === undefined) return '';
  if (type.kind !== 'primitive' || type.name !== 'Edm.DateTimeOffset') return String(value);
  const instant = new Date(String(value));
  // Graph's year 1 stands for no date at all.
  if (Number.isNaN(instant.getTime()) || instant.getUTCFullYear() <= 1) return '';
  const there = new Date(instant.getTime() - instant.getTimezoneOffset() * 60_000);
  return there.toISOString().slice(0, 19);
}
