import { failureRows } from '../failures.ts';
import { code, markdownTable } from '../markdown.ts';
import type { Words } from './words.ts';

/** Every error, with what it means in the language of the page. */
export function failuresPage(words: Words): string {
  const headings = [
    words.label('failure'),
    words.label('status'),
    words.label('meaning'),
    'code',
    'layer',
    'message',
    'details',
  ];
  const rows = failureRows().map(({ name, status, code: errorCode, layer, message, details }) => [
    code(name),
    String(status),
    words.failure(name),
    code(errorCode),
    layer,
    message,
    details,
  ]);
  return [`# ${words.label('titleFailures')}`, words.label('failuresAbout'), markdownTable(headings, rows)].join(
    '\n\n',
  );
}
