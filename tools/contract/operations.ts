import type { Model } from '../../src/edm/operation.ts';
import type { VersionName } from '../../src/edm/type.ts';
import { versionNames, versions } from '../../src/model/versions.ts';
import { servedOperations } from '../../src/odata/served-operations.ts';
import { code, markdownTable } from './markdown.ts';

/** Every operation with its addresses, as Markdown. */
export function emitOperations(model: Model): string {
  const sections = versionNames.map((version) => versionTable(model, version)).filter((section) => section !== '');
  return `# Operations\n\nA list can also be counted: \`GET …/$count\`.\n\n${sections.join('\n\n')}\n`;
}

function versionTable(model: Model, version: VersionName): string {
  const rows = servedOperations(model, version).map(({ name, method, address, description }) => [
    code(name),
    code(`${method} /${version}${address}`),
    description,
  ]);
  if (rows.length === 0) return '';
  return `## ${version}\n\n${versions[version].description}.\n\n${markdownTable(['operation', 'request', 'what it does'], rows)}`;
}
