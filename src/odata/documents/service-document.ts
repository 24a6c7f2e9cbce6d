import type { Model } from '../../edm/operation.ts';
import type { VersionName } from '../../edm/type.ts';
import { servedOperations } from '../served-operations.ts';
import { byName } from './reached-types.ts';

/**
 * The service document of a version (OData JSON 4.01, section 5): what a client can read at its root.
 *
 * @param root the version's service root from the public origin on: `https://host/v1`
 */
export function emitServiceDocument(model: Model, version: VersionName, root: string): string {
  const value = servedOperations(model, version)
    .filter(({ kind, path }) => (kind === 'list' || kind === 'get') && !path.path.includes('/'))
    // One entity of a set is not at the root; its list is.
    .filter(({ kind, resource }) => kind === 'list' || resource.kind === 'singleton')
    .map(({ path, resource }) => ({
      name: path.path,
      kind: resource.kind === 'singleton' ? 'Singleton' : 'EntitySet',
      url: path.path,
    }))
    .sort(byName);
  return JSON.stringify({ '@odata.context': `${root}/$metadata`, value });
}
