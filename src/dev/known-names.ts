import type { VersionName } from '../edm/type.ts';
import { model, type Operations } from '../model/model.ts';
import { otherPermissionNames, permissionNames } from '../model/permissions.ts';
import { versionNames } from '../model/versions.ts';
import { servedOperations } from '../odata/served-operations.ts';
import { didYouMean, distance } from './did-you-mean.ts';
import type { directoryPermissions, readPermissions, writePermissions } from './issuer/directory.ts';

/** What requests and faults name an operation by: of the contract, or a whole document or batch of a version. */
export type RequestOperation = Operations | `${VersionName}.${(typeof documents)[number]}`;

/** A permission that something here asks for; others are told apart by nothing here, and may be any that Graph has. */
export type PermissionName =
  | (typeof readPermissions)[number]
  | (typeof writePermissions)[number]
  | (typeof directoryPermissions)[number]
  | (string & {});

const documents = ['batch', 'metadata', 'serviceDocument'] as const;

/** `remoteAssistancePartners.disconnect`, …; `v1.0.batch`. */
const operationNames: ReadonlySet<string> = new Set(
  versionNames.flatMap((version) => [
    ...servedOperations(model, version, 'development').map(({ name }) => name),
    ...documents.map((document) => `${version}.${document}`),
  ]),
);

/** @throws RangeError for an operation that nobody can ask for */
export function refuseUnknownOperation(what: string, name: string): void {
  if (operationNames.has(name)) return;
  const hint = didYouMean(name, operationNames) || '; contract/operations.md lists them';
  throw new RangeError(`${what}: operation: there is no ${name}${hint}`);
}

/**
 * What is wrong with the name of a permission; `undefined` for one that is known, and for one so different from all that are that it
 * belongs to another part of Graph.
 */
export function permissionProblem(name: string): string | undefined {
  const known = [...permissionNames, ...otherPermissionNames];
  if (known.includes(name)) return undefined;
  const near = known.find((each) => distance(name.toLowerCase(), each.toLowerCase()) <= 2);
  return near && `there is no permission ${name}; did you mean ${near}?`;
}
