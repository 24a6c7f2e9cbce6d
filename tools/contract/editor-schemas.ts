import { z } from 'zod';
import { seedSchema } from '../../src/dev/seed/seed.ts';
import { settingsSchema } from '../../src/settings/schema.ts';

/** JSON Schema of `assistd.config.json`, for editors: `"$schema"` in the file names it. */
export function emitSettingsSchema(): string {
  return emitted('Settings of assistd', settingsSchema);
}

/** JSON Schema of a seed (docs/guide/testing.md). */
export function emitSeedSchema(): string {
  return emitted('A seed of assistd dev', seedSchema);
}

/** What is checked beyond a schema's means, the service says when it reads the file. */
function emitted(title: string, schema: z.ZodObject): string {
  const { $schema, properties, ...rest } = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' });
  const named = { $schema: { type: 'string' }, ...properties };
  return `${JSON.stringify({ $schema, title, ...rest, properties: named }, null, 2)}\n`;
}
