import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transitions } from '../../src/assist/partner/onboarding.ts';
import { activities } from '../../src/model/audit-activities.ts';
import { failures } from '../../src/model/failures.ts';
import { obligationKinds } from '../../src/model/obligation.ts';
import { settingsSchema } from '../../src/settings/schema.ts';
import { languageNames } from '../../src/text/language.ts';
import { english } from '../translations/languages.ts';

/** A table whose rows are told to people as something that happens, and how a row is named where it does. */
interface Table {
  /** Where it is declared, which does not count as use. */
  readonly declaredIn: readonly string[];
  readonly rows: readonly string[];
  /** A regular expression for the use of a row. */
  readonly use: (row: string) => string;
}

const last = (id: string) => id.split('.').at(-1) ?? id;

const textsOf = (catalogue: string) => [...english.keys()].filter((id) => id.startsWith(`${catalogue}.`));

const tables: readonly Table[] = [
  {
    declaredIn: ['src/assist/partner/onboarding.ts'],
    rows: Object.keys(transitions),
    use: (row) => `\\btransition(All)?\\(tx, [^;]*'${row}'`,
  },
  {
    declaredIn: ['src/model/audit-activities.ts'],
    rows: Object.keys(activities),
    use: (row) => `activities\\.${row}\\b`,
  },
  { declaredIn: ['src/model/failures.ts'], rows: Object.keys(failures), use: (row) => `'${row}'` },
  {
    declaredIn: ['src/model/obligation.ts', 'src/assist/duties.ts'],
    rows: Object.keys(obligationKinds),
    use: (row) => `kind: '${row}'`,
  },
  {
    declaredIn: ['src/settings/schema.ts'],
    rows: Object.keys(settingsSchema.shape),
    use: (row) => `[sS]ettings\\.${row}\\b|[{,]\\s*${row}\\b\\s*[,:}]`,
  },
  {
    declaredIn: languageNames.map((language) => `src/text/${language}.ts`),
    rows: textsOf('pages'),
    use: (row) => `\\b${last(row)}\\b`,
  },
];

/** The rows of the service's tables that nothing uses: what they say never happens. */
export function unusedRows(root: string): string[] {
  const files = globSync('src/**/*.ts', { cwd: root }).map((file) => ({
    file,
    text: readFileSync(join(root, file), 'utf8'),
  }));
  return tables.flatMap(({ declaredIn, rows, use }) => {
    const text = files.flatMap((each) => (declaredIn.includes(each.file) ? [] : [each.text])).join('\n');
    return rows
      .filter((row) => !new RegExp(use(row)).test(text))
      .map((row) => `${row} of ${declaredIn[0]} is used by nothing`);
  });
}
