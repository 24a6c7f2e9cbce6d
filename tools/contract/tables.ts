import { sqliteTables } from '../columns.ts';
import type { TableColumn } from '../tables.ts';
import { tablesOfBoth } from '../twins.ts';

/** The columns of every table as the migrations leave them, as types; a test holds `src/store/schema.ts` to them. */
export function emitTables(): string {
  const tables = Object.entries(tablesOfBoth(sqliteTables())).map(([table, columns]) => {
    const lines = Object.entries(columns).map(([name, column]) => `    readonly ${name}: ${typeOf(column)};`);
    return `  readonly ${table}: {\n${lines.join('\n')}\n  };`;
  });
  return `/** Written by \`npm run emit\` from \`src/store/migrations\`: the tables that both databases have. */\nexport interface Tables {\n${tables.join('\n')}\n}\n`;
}

function typeOf({ type, nullable }: TableColumn): string {
  return `${type === 'text' ? 'string' : 'number'}${nullable ? ' | null' : ''}`;
}
