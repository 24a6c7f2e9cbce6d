import type { Model } from '../edm/operation.ts';
import type { VersionName } from '../edm/type.ts';
import { rootResources } from './metadata.ts';

/**
 * The service document of a version (OData JSON 4.01, section 5): what a client can read at its root.
 *
 * @param root the version's service root from the public origin on: `https://host/v1.0`
 */
export function emitServiceDocument(model: Model, version: VersionName, root: string): string {
  const value = rootResources(model, version)
    .filter(({ resource, operations }) => {
      const reading = resource.kind === 'singleton' ? 'get' : 'list';
      return resource.operations[reading] && operations?.includes(reading) !== false;
    })
    .map(({ name, resource }) => ({
      name,
      kind: resource.kind === 'singleton' ? 'Singleton' : 'EntitySet',
      url: name,
    }));
  return JSON.stringify({ '@odata.context': `${root}/$metadata`, value });
}
