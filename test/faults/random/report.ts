import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseKind } from '../../harness/databases.ts';
import type { Plan } from './plan.ts';

const folder = join(import.meta.dirname, '../../../test-artefacts/random-operations');

/** A run as it happens, in a file: one that hangs, or that is killed, leaves that as well. */
interface Report {
  readonly file: string;
  readonly add: (line: string) => void;
  /** Adds how it ended; where nothing is wrong, nothing is left of it. */
  end(wrong: readonly string[], errors: string): void;
}

export function openReport({ name }: DatabaseKind, plan: Plan): Report {
  const file = join(folder, `${name.replaceAll(' ', '-')}-${plan.seed}.txt`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, `${JSON.stringify(plan)}\n`);
  const add = (line: string) => appendFileSync(file, `${new Date().toISOString()} ${line}\n`);
  return {
    file,
    add,
    end(wrong, errors) {
      if (wrong.length === 0) return rmSync(file, { force: true });
      for (const each of wrong) add(`wrong: ${each}`);
      add(`what the services wrote of errors:\n${errors}`);
    },
  };
}
