import type { z } from 'zod';

/** What would be right, where the schema itself has no words for it. */
export function inWords(found: z.core.$ZodRawIssue): string {
  const missing = found.input === undefined ? 'is missing: ' : '';
  switch (found.code) {
    case 'invalid_type':
      return `${missing}write ${forms[found.expected] ?? found.expected}`;
    case 'invalid_value':
      return `${missing}write ${found.values.map(String).join(' or ')}`;
    case 'invalid_union':
      return `${missing}write ${Array.isArray(found.options) ? found.options.join(' or ') : 'one of its forms, as in docs/guide/settings.md'}`;
    case 'too_small':
      return found.origin === 'number' ? `write ${found.minimum} or more` : 'must not be empty';
    case 'invalid_format':
      return found.format === 'url'
        ? 'write a URL with its scheme, https://…'
        : 'fits no form of it; see docs/guide/settings.md';
    case 'too_big':
      return `write ${found.maximum} or less`;
    default:
      return 'fits no form of it; see docs/guide/settings.md';
  }
}

const forms: Partial<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list, [ … ]',
  object: 'an object, { … }',
  record: 'an object, { … }',
};
