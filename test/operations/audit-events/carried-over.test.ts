import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AuditKeys } from '../../../src/core/audit-keys.ts';
import { migrations, purposeMark, sqlScript } from '../../../src/store/migrations/migrations.ts';
import { auditHash, firstHash } from '../../../src/store/table/audit/audit-hash.ts';
import { onEveryDatabase, postgres, sqliteInFolder, type TestDatabase } from '../../harness/databases.ts';
import { roles } from '../../harness/postgres-server.ts';
import { startWorld, until } from '../../harness/world.ts';
import { firstBroken, trailOf } from './chain.ts';

const contoso = 'c0a70501-1000-4000-8000-000000000001';
const quoted = (value: string | number | null) =>
  value === null ? 'NULL' : `'${String(value).replaceAll("'", "''")}'`;

const asOwner = [
  `GRANT SELECT ON ALL TABLES IN SCHEMA public TO ${roles.service}`,
  `SELECT set_config('assistd.tenant_id', '${contoso}', false)`,
];

/** A database as the release before this one left it, with two events in a trail. */
async function makeOlder(made: TestDatabase, dialect: 'sqlite' | 'postgres'): Promise<void> {
  const steps = migrations.filter(({ version }) => version < 14);
  const inserts = [
    ...purposeMark('development'),
    ...(dialect === 'postgres' ? asOwner : []),
    `INSERT INTO tenants VALUES ('${contoso}', 'Contoso', 'active', '${contoso}', 1, NULL)`,
  ];
  let hash = firstHash;
  for (const sequence of [1, 2]) {
    const event = {
      tenant_id: contoso,
      sequence,
      id: `00000000-0000-7000-8000-00000000000${sequence}`,
      displayName: 'Create Tenant',
      componentName: 'Assist',
      activity: null,
      activityDateTime: `2026-01-0${sequence}T00:00:00.0000000Z`,
      activityType: 'Create Tenant',
      activityOperationType: 'Create',
      activityResult: 'Success',
      correlationId: '00000000-0000-4000-8000-000000000000',
      category: 'Service',
      actor: JSON.stringify({
        userPermissions: [],
        ...{
          applicationId: null,
          applicationDisplayName: 'assistd',
          userPrincipalName: null,
          servicePrincipalName: null,
        },
        ...{ ipAddress: null, userId: null, remoteTenantId: null, remoteUserId: null, userRoleScopeTags: [] },
        ...{ type: 'System', auditActorType: 'System' },
      }),
      resources: '[]',
      previous_hash: hash,
      hashKeyId: null,
    };
    hash = auditHash({ auditKeys: AuditKeys.none }, event) ?? '';
    const { hashKeyId: _, ...columns } = { ...event, hash };
    const names = Object.keys(columns).map((name) => `"${name}"`);
    inserts.push(`INSERT INTO audit_events (${names}) VALUES (${Object.values(columns).map(quoted)})`);
  }
  inserts.push(`INSERT INTO audit_heads VALUES ('${contoso}', 2, '${hash}', 0, '${firstHash}')`);
  await made.run([sqlScript(dialect, steps), ...inserts.map((insert) => `${insert};`)].join('\n'));
}

onEveryDatabase(
  'a trail of the release before',
  (kind) => {
    test('goes on with a key, by an event that says where it has begun, and verifies whole', async () => {
      await using made = await kind.create('empty');
      await makeOlder(made, kind.name === 'PostgreSQL' ? 'postgres' : 'sqlite');
      await (await made.open({ purpose: 'development' }))[Symbol.asyncDispose]();
      await using world = await startWorld({ database: made.database });
      assert.equal(world.contoso, contoso);
      const trail = await until('the switch', async () => {
        const events = await trailOf(world);
        return events.some(({ activityType }) => activityType === 'Key AuditTrail') && events;
      });
      const keyed = trail.findIndex(({ hashKeyId }) => hashKeyId !== null);
      assert.equal(keyed, 2);
      assert.equal(trail[keyed]?.activityType, 'Key AuditTrail');
      assert.match(JSON.stringify(trail[keyed]?.resources), /"LastPlainSequence","oldValue":null,"newValue":"2"/);
      assert.equal(firstBroken(contoso, trail), undefined);
      const { json } = await world.send('GET', '/assist/auditEvents/verify()');
      assert.equal(json.intact, true);
      assert.equal(json.keyedFromSequence, 3);
    });
  },
  [sqliteInFolder, postgres],
);
