import type { EntityType } from '../../../src/edm/type.ts';
import { code, markdownTable } from '../markdown.ts';
import { type DocumentedOperation, operationFile, typeFile } from './documented-operation.ts';
import { titleOf } from './operation-page.ts';
import type { Words } from './words.ts';

/** The page that leads to the others of its language. */
export function indexPage(byType: ReadonlyMap<EntityType, readonly DocumentedOperation[]>, words: Words): string {
  const sections = [...byType].flatMap(([type, operations]) => [
    `## [${type.name}](${typeFile(type)})`,
    words.type(type),
    markdownTable(
      [words.label('operation'), words.label('httpRequest'), words.label('versions'), words.label('description')],
      operations.map((operation) => [
        `[${titleOf(operation, words)}](${operationFile(operation)})`,
        code(`${operation.first.method} ${operation.first.address}`),
        operation.versions.join(', '),
        words.operation(operation.name),
      ]),
    ),
  ]);
  return [`# ${words.label('reference')}`, words.label('referenceAbout'), ...sections].join('\n\n');
}
