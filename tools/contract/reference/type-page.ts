import type { ComplexType, EntityType, EnumType } from '../../../src/edm/type.ts';
import { standsIn } from '../../../src/edm/type.ts';
import { versionNames, versions } from '../../../src/model/versions.ts';
import { code, markdownTable } from '../markdown.ts';
import { type DocumentedOperation, operationFile } from './documented-operation.ts';
import { namespaceLine, titleOf } from './operation-page.ts';
import { propertyTable, type TypePlace, valueTypes } from './property-table.ts';
import type { Words } from './words.ts';

/** The page of an entity type, with every structure and enumeration that it or one of its operations names. */
export function typePage(type: EntityType, operations: readonly DocumentedOperation[], words: Words): string {
  const within = versionNames.filter((version) => operations.some(({ versions: own }) => own.includes(version)));
  const place: TypePlace = { words, versions: within, page: undefined };
  const named = [
    ...Object.values(type.properties),
    ...operations.flatMap(({ action, function: called }) => {
      const declared = called ?? action;
      return declared ? [...Object.values(declared.parameters), ...(declared.returns ? [declared.returns] : [])] : [];
    }),
  ];
  return [
    `# ${words.label('titleResource', { type: type.name })}`,
    `${namespaceLine(
      within.map((version) => versions[version].namespace),
      words,
    )} · ${words.label('servedIn', { versions: within.join(', ') })}`,
    words.type(type),
    `## ${words.label('methods')}`,
    markdownTable(
      [words.label('method'), words.label('description')],
      operations.map((operation) => [
        `[${titleOf(operation, words)}](${operationFile(operation)})`,
        words.operation(operation.name),
      ]),
    ),
    `## ${words.label('properties')}`,
    words.label('key', { name: '`id` (Edm.String)' }),
    propertyTable(type.properties, type.name, place, (name) => words.property(type.name, name)),
    ...valueTypes(named).map((each) => typeSection(each, place)),
  ].join('\n\n');
}

function typeSection(type: ComplexType | EnumType, place: TypePlace): string {
  const { words } = place;
  const within = place.versions.filter((version) => standsIn(type, version));
  const only = within.length < place.versions.length ? words.label('onlyIn', { versions: within.join(', ') }) : '';
  const about = words.label(type.kind === 'enum' ? 'titleEnum' : 'titleComplex', { type: code(type.name) });
  const derived = type.kind === 'complex' ? (type.derived ?? []) : [];
  const names = derived.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(', ');
  const extended = derived.length > 0 ? words.label('derivedTypes', { names }) : '';
  const content =
    type.kind === 'enum'
      ? words.label('members', { names: Object.keys(type.members).map(code).join(', ') })
      : propertyTable(type.properties, type.name, { ...place, versions: within }, (name) =>
          words.property(type.name, name),
        );
  return `## ${type.name}\n\n${words.sentences([about, only, extended])}\n\n${content}`;
}
