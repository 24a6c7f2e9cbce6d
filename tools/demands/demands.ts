/**
 * What no type can demand of the sources: that what is declared says what it is, that something uses it, and that what is run is waited for. One line for each thing that is
 * missing.
 */
import { join } from 'node:path';
import { metricProblems } from './metrics.ts';
import { unawaitedQueries } from './unawaited.ts';
import { unusedRows } from './unused-rows.ts';
import { wordless } from './wordless.ts';

const root = join(import.meta.dirname, '../..');

const missing = [...wordless(), ...metricProblems(root), ...unusedRows(root), ...unawaitedQueries(root)];
for (const line of missing) console.error(line);
if (missing.length > 0) process.exitCode = 1;
