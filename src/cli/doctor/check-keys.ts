import type { AuditKeys } from '../../core/audit-keys.ts';
import { type MasterKeys, SealBroken, unwrapDataKey } from '../../core/seal.ts';
import type { Database } from '../../store/database.ts';
import { everyTenant } from '../../store/every-tenant.ts';
import { readAuditHead } from '../../store/table/audit/audit-head.ts';
import { type Grant, listSealedGrants } from '../../store/table/grants.ts';
import { type Finding, fault, ok } from './finding.ts';

const pageSize = 100;

/** Whether the keys of the settings are those that the database was written with: every data key is tried, and every trail's key looked for. */
export async function checkKeys(database: Database, masterKeys: MasterKeys, auditKeys: AuditKeys): Promise<Finding[]> {
  const reasons = new Map<string, number>();
  const foreign = new Map<string, number>();
  let opened = 0;
  for await (const tenantId of everyTenant(database)) {
    for await (const grant of grantsOf(database, tenantId)) {
      const reason = await whyClosed(masterKeys, tenantId, grant);
      if (reason === undefined) opened += 1;
      else add(reasons, reason);
    }
    const { mac_key_id: keyId } = await database.read(tenantId, readAuditHead);
    if (keyId !== null && !auditKeys.ids.includes(keyId)) add(foreign, keyId);
  }
  const closed = [...reasons].map(([reason, count]) =>
    fault(
      'data keys',
      `${reason}: ${count} ${count === 1 ? 'grant' : 'grants'}`,
      'Put the master key back that they were sealed under, beside the others in masterKeys; without it those partners have to be connected again.',
    ),
  );
  const unverified = [...foreign].map(([keyId, count]) =>
    fault(
      'audit keys',
      `the trails of ${count} ${count === 1 ? 'organisation' : 'organisations'} are under the key "${keyId}", which is not configured (configured: ${auditKeys.ids.join(', ')})`,
      'Put it back into auditKeys; where it is called master.…, into masterKeys.',
    ),
  );
  return [
    ...(closed.length > 0 ? closed : [ok('data keys', opened === 1 ? 'the one there is opens' : `all ${opened} open`)]),
    ...unverified,
  ];
}

async function* grantsOf(database: Database, tenantId: string): AsyncGenerator<Grant> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const from: string = after;
    const grants: Grant[] = await database.read(tenantId, (db) => listSealedGrants(db, from, pageSize));
    yield* grants;
    after = grants.at(-1)?.id;
  }
}

async function whyClosed(masterKeys: MasterKeys, tenantId: string, grant: Grant): Promise<string | undefined> {
  try {
    const owner = { tenantId, partnerId: grant.partner_id, grantId: grant.id, field: 'dataKey' };
    await unwrapDataKey(masterKeys, owner, grant.wrapped_key ?? '');
    return undefined;
  } catch (error) {
    if (!(error instanceof SealBroken)) throw error;
    return error.message;
  }
}

function add(counts: Map<string, number>, name: string): void {
  counts.set(name, (counts.get(name) ?? 0) + 1);
}
