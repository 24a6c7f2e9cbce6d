import type { PermissionGeneration } from '../../../src/model/permissions.ts';
import { code, markdownTable } from '../markdown.ts';
import { acceptedPermissions } from '../permissions.ts';
import { type DocumentedOperation, requestLines, type Served } from './documented-operation.ts';
import type { Words } from './words.ts';

const generations: readonly PermissionGeneration[] = ['documented', 'current'];

/** Who may call an operation, by the kind of token: one table, or one for each set of addresses that is permitted differently. */
export function permissionTables({ served }: DocumentedOperation, words: Words): string {
  const groups = [...Map.groupBy(served, ({ permission }) => JSON.stringify(permission)).values()];
  return groups
    .map((group) => {
      const table = permissionTable(group, words);
      if (groups.length === 1) return table;
      return `${words.label('permissionsFor')}\n\n\`\`\`http\n${requestLines(group).join('\n')}\n\`\`\`\n\n${table}`;
    })
    .join('\n\n');
}

function permissionTable(group: readonly Served[], words: Words): string {
  const column = (generation: PermissionGeneration) =>
    generation === 'documented' ? words.label('byDefault', { name: code(generation) }) : code(generation);
  const row = (cell: (generation: PermissionGeneration) => string) => generations.map(cell);
  return markdownTable(
    [words.label('permissionType'), ...generations.map(column)],
    [
      [words.label('delegatedWork'), ...row((generation) => byVersion(group, generation, 'delegated', words))],
      [words.label('delegatedPersonal'), ...row(() => words.label('notSupported'))],
      [words.label('application'), ...row((generation) => byVersion(group, generation, 'application', words))],
    ],
  );
}

/** What is accepted, once where all versions agree, else version by version. */
function byVersion(
  group: readonly Served[],
  generation: PermissionGeneration,
  kind: 'delegated' | 'application',
  words: Words,
): string {
  const texts = new Map(
    group.map(({ permission, version }) => {
      const accepted = acceptedPermissions(permission, version, generation)[kind];
      return [version, accepted.length === 0 ? words.label('notSupported') : accepted.map(code).join(', ')] as const;
    }),
  );
  const [only, ...others] = new Set(texts.values());
  if (only !== undefined && others.length === 0) return only;
  return [...texts].map(([version, text]) => `${version}: ${text}`).join('\n');
}
