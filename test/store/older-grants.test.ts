import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openSealedGrant, ownerOf, sealGrant } from '../../src/assist/grant/grant-seal.ts';
import { TurnableClock } from '../../src/core/clock.ts';
import { MasterKeys, newDataKey, seal } from '../../src/core/seal.ts';
import { Secret } from '../../src/core/secret.ts';
import { migrations, sqlScript } from '../../src/store/migrations/migrations.ts';
import { openDatabase } from '../../src/store/open-database.ts';
import { restoreSqlite } from '../../src/store/sqlite/backup.ts';
import { findGrant, listGrantsNotUnderKey, replaceSeals } from '../../src/store/table/grants.ts';
import { auditKeys, onEveryDatabase, postgres, silent, sqliteInFolder } from '../harness/databases.ts';
import { tenantA } from './rows.ts';

const clock = new TurnableClock();
const masterKeys = MasterKeys.parse([{ id: 'k1', key: new Secret(randomBytes(32).toString('base64')) }]);

/** A grant as it was sealed before schema version 30: its members one by one. */
async function olderGrant(id: string, members: Readonly<Record<string, string>>) {
  const owner = { tenantId: tenantA, partnerId: 'p', grantId: id };
  const { dataKey, wrapped } = await newDataKey(masterKeys, { ...owner, field: 'dataKey' });
  const sealed = async (field: string) =>
    members[field] === undefined ? 'NULL' : `'${await seal(dataKey, { ...owner, field }, new Secret(members[field]))}'`;
  return `INSERT INTO grants (tenant_id, id, partner_id, connector, state, wrapped_key, key_id, sealed_access, sealed_refresh,
    access_expires_at, obtained_at) VALUES ('${tenantA}', '${id}', 'p', 'TeamViewer', 'held', '${wrapped}', 'k1',
    ${await sealed('accessToken')}, ${await sealed('refreshToken')}, 1000000, 1);`;
}

onEveryDatabase(
  'grants of an older database',
  (kind) => {
    test('open as they were sealed, whether or not they can be renewed, and are sealed as one from then on', async () => {
      await using made = await kind.create('empty');
      const dialect = kind.name === 'PostgreSQL' ? 'postgres' : 'sqlite';
      const older = migrations.filter(({ version }) => version < 30);
      const both = { accessToken: 'the "access"', refreshToken: 'the refresh' };
      const inserts = [await olderGrant('both', both), await olderGrant('one', { accessToken: 'alone' })];
      const destroyed = `INSERT INTO grants (tenant_id, id, partner_id, connector, state, obtained_at)
        VALUES ('${tenantA}', 'gone', 'p', 'TeamViewer', 'retired', 1);`;
      // As a migration, which may do what row-level security keeps the owner from.
      const asMigration = dialect === 'postgres' ? ['ALTER TABLE grants NO FORCE ROW LEVEL SECURITY;'] : [];
      await made.run([sqlScript(dialect, older), ...asMigration, ...inserts, destroyed].join('\n'));
      await using database = await made.open();
      const opened = async (id: string) => {
        const grant = await database.read(tenantA, (db) => findGrant(db, id));
        assert.ok(grant);
        const secret = await openSealedGrant(masterKeys, ownerOf(tenantA, grant), grant);
        return { renewAt: grant.renew_at, members: secret && JSON.parse(secret.reveal()) };
      };
      assert.deepEqual(await opened('both'), { renewAt: 940_000, members: both });
      assert.deepEqual(await opened('one'), { renewAt: null, members: { accessToken: 'alone' } });
      assert.deepEqual(await opened('gone'), { renewAt: null, members: undefined });
      assert.equal((await database.read(tenantA, (db) => listGrantsNotUnderKey(db, 'k2', 9))).length, 2);

      const grant = await database.read(tenantA, (db) => findGrant(db, 'both'));
      assert.ok(grant);
      const owner = ownerOf(tenantA, grant);
      const resealed = await sealGrant(masterKeys, owner, { grant: new Secret(JSON.stringify(both)) });
      await database.write(tenantA, (tx) => replaceSeals(tx, 'both', resealed));
      assert.deepEqual(await opened('both'), { renewAt: null, members: both });
    });
  },
  [sqliteInFolder, postgres],
);

test('a backup of the first release that is restored has its grants renewed before their refusal proves anything', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'assistd-older-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'backup.sqlite');
  {
    using backup = new DatabaseSync(file);
    const first = migrations.filter(({ version }) => version <= 7);
    const grants = [
      await olderGrant('both', { accessToken: 'a', refreshToken: 'r' }),
      await olderGrant('one', { accessToken: 'a' }),
    ];
    backup.exec([sqlScript('sqlite', first), ...grants].join('\n'));
  }
  const restored = join(folder, 'restored');
  await restoreSqlite(file, restored);
  await using database = await openDatabase({
    database: restored,
    purpose: 'production',
    clock,
    log: silent,
    auditKeys,
  });
  const marks = async (id: string) => {
    const grant = await database.read(tenantA, (db) => findGrant(db, id));
    return [grant?.renew_at, grant?.refresh_asked_at];
  };
  assert.deepEqual(await marks('both'), [0, 0]);
  assert.deepEqual(await marks('one'), [null, null], 'what cannot be renewed was not used up');
});
