import { z } from 'zod';
import { environmentName, flagName } from './names.ts';
import { settingsSchema } from './schema.ts';

/** A setting as it is told to people. */
export interface DescribedSetting {
  readonly name: string;
  readonly environment: string;
  readonly flag: string;
  /** As it is written in a file: durations with their unit. `undefined` where it has none. */
  readonly default: unknown;
  /** What it may be, where that is one of a few words. */
  readonly choices: readonly string[] | undefined;
  readonly meaning: string;
}

/** Every setting, in the order of the schema. */
export function describedSettings(): DescribedSetting[] {
  const { properties = {} } = z.toJSONSchema(settingsSchema, { io: 'input', unrepresentable: 'any' });
  return Object.entries(settingsSchema.shape).map(([name, schema]) => {
    const form = properties[name] as { readonly default?: unknown; readonly enum?: string[] };
    return {
      name,
      environment: environmentName(name),
      flag: flagName(name),
      // A form that takes words of the environment as well hides its default from the schema.
      default: form.default ?? schema.safeParse(undefined).data,
      choices: form.enum,
      meaning: schema.description ?? '',
    };
  });
}
