/** The thread of {@link migrateApart}. */
import { workerData } from 'node:worker_threads';
import { connect } from './connect.ts';
import { checkPurpose, migrateSqlite } from './migrate.ts';
import type { MigrateApart } from './migrate-apart.ts';

const { file, purpose } = workerData as MigrateApart;
using database = connect(file);
checkPurpose(database, purpose);
migrateSqlite(database, purpose);
