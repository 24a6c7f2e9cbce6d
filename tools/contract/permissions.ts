import type { Model } from '../../src/edm/operation.ts';
import type { PermissionRow } from '../../src/edm/permission-row.ts';
import type { VersionName } from '../../src/edm/type.ts';
import { applicationVersions, ofApplications, type PermissionGeneration } from '../../src/model/permissions.ts';
import { versionNames } from '../../src/model/versions.ts';
import { servedOperations } from '../../src/odata/served-operations.ts';
import { code, markdownTable } from './markdown.ts';

export interface Accepted {
  readonly delegated: readonly string[];
  /** Empty where application tokens are not supported. */
  readonly application: readonly string[];
}

/** Which permissions let a token of either kind pass, least privileged first. */
export function acceptedPermissions(
  row: PermissionRow,
  version: VersionName,
  generation: PermissionGeneration,
): Accepted {
  const application = !row.delegatedOnly && applicationVersions[generation].includes(version);
  return { delegated: row[generation], application: application ? ofApplications(row[generation]) : [] };
}

const generations: Readonly<Record<PermissionGeneration, string>> = {
  documented: 'The default: the tables that this service was specified from.',
  current: 'What Graph accepts in 2026.',
};

/** Who may call what, in each generation and version, as Markdown. */
export function emitPermissions(model: Model): string {
  const sections = Object.entries(generations).flatMap(([name, text]) => [
    `## permissions = ${name}\n\n${text}`,
    ...versionNames.map((version) => versionTable(model, version, name as PermissionGeneration)),
  ]);
  return `# Permissions

Which permission a token needs, least privileged first; one of them is enough. A delegated token carries them in \`scp\`, an
application's in \`roles\`; a person needs them as well, by app roles of the same names or what \`personPermissions\` of the issuer says
(docs/guide/sign-in.md). The setting \`permissions\` says which generation counts. Personal accounts are refused in both.

${sections.filter((section) => section !== '').join('\n\n')}
`;
}

function versionTable(model: Model, version: VersionName, generation: PermissionGeneration): string {
  const rows = servedOperations(model, version).map(({ method, address, permission }) => {
    const { delegated, application } = acceptedPermissions(permission, version, generation);
    return [
      code(`${method} ${address}`),
      permissionList(delegated),
      application === delegated ? 'the same' : permissionList(application),
    ];
  });
  if (rows.length === 0) return '';
  return `### ${version}\n\n${markdownTable(['request', 'delegated', 'application'], rows)}`;
}

function permissionList(names: readonly string[]): string {
  return names.length === 0 ? 'not supported' : names.map(code).join(', ');
}
