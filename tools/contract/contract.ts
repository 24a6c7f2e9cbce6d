import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { model } from '../../src/model/model.ts';
import { versionNames } from '../../src/model/versions.ts';
import { emitMetadata } from '../../src/odata/documents/metadata.ts';
import { sqlScript } from '../../src/store/migrations/migrations.ts';
import { languageNames } from '../../src/text/language.ts';
import { recordFiles, recordFolder } from '../translations/languages.ts';
import { emitAuditActivities } from './audit-activities.ts';
import { commandFiles } from './command-pages.ts';
import { emitSeedSchema, emitSettingsSchema } from './editor-schemas.ts';
import type { EmittedFile } from './emitted-file.ts';
import { emitFailures } from './failures.ts';
import { emitMetrics } from './metrics-page.ts';
import { emitOpenApi } from './openapi.ts';
import { emitOperations } from './operations.ts';
import { emitPermissions } from './permissions.ts';
import { referenceFiles } from './reference/pages.ts';
import { emitSettings } from './settings-page.ts';
import { emitTables } from './tables.ts';

export const contractFiles: readonly EmittedFile[] = [
  ...versionNames.flatMap((version) => [
    { file: `metadata-${version}.xml`, make: () => emitMetadata(model, version) },
    { file: `openapi-${version}.json`, make: () => emitOpenApi(model, version) },
  ]),
  { file: 'operations.md', make: () => emitOperations(model) },
  { file: 'permissions.md', make: () => emitPermissions(model) },
  { file: 'failures.md', make: emitFailures },
  { file: 'audit-activities.md', make: emitAuditActivities },
  { file: 'settings.md', make: emitSettings },
  { file: 'metrics.md', make: emitMetrics },
  { file: 'settings.schema.json', make: emitSettingsSchema },
  { file: 'seed.schema.json', make: emitSeedSchema },
  { file: 'schema-sqlite.sql', make: () => sqlScript('sqlite') },
  { file: 'schema-postgres.sql', make: () => sqlScript('postgres') },
  { file: 'tables.ts', make: emitTables },
];

/** Every folder that is written from the sources alone, relative to the repository. */
export const emittedFolders: readonly { readonly folder: string; readonly files: readonly EmittedFile[] }[] = [
  { folder: 'contract', files: contractFiles },
  { folder: 'docs/commands', files: commandFiles },
  { folder: recordFolder, files: recordFiles },
  ...languageNames.map((language) => ({ folder: `docs/reference/${language}`, files: referenceFiles(language) })),
];

/** What is wrong with the files in `folder`, one line for each; nothing when all are current. */
export function staleFiles(folder: string, files: readonly EmittedFile[] = contractFiles): string[] {
  const differing = files.flatMap(({ file, make }) => {
    const path = join(folder, file);
    if (!existsSync(path)) return [`${file} is missing`];
    return readFileSync(path, 'utf8') === make() ? [] : [`${file} is not what the sources say`];
  });
  const known = new Set(files.map(({ file }) => file));
  const present = existsSync(folder) ? readdirSync(folder) : [];
  const strays = present
    .filter((file) => !known.has(file))
    .map((file) => `${file} is made by nothing in tools/contract/contract.ts`);
  return [...differing, ...strays];
}
