import type { Caller } from '../../identity/caller.ts';
import { isPermitted } from '../../identity/permit.ts';
import { model } from '../../model/model.ts';
import { servedOperations } from '../../odata/served-operations.ts';
import { findTenant, isServed } from '../../store/table/tenants.ts';
import type { Assist } from '../assist.ts';
import type { Handler } from '../call.ts';

export const getMe: Handler<'me.get'> = async (assist, { caller }) => {
  const { tenantId, userPrincipalName } = caller;
  const tenant = await assist.database.read(tenantId, findTenant);
  const domain = userPrincipalName?.includes('@') ? userPrincipalName.split('@').at(-1) : undefined;
  return {
    id: caller.subject,
    userPrincipalName: userPrincipalName ?? null,
    applicationDisplayName: caller.applicationDisplayName ?? null,
    organisation: {
      tenantId,
      displayName: tenant?.displayName ?? null,
      domain: domain ?? null,
      isServed: tenant !== undefined && isServed(tenant),
    },
    isOperator: isOperator(assist, caller),
    lifetimes: lifetimesOf(assist),
    permissions: [...caller.permissions].sort(),
    refusedOperations: refusedTo(assist, caller),
  };
};

function lifetimesOf(assist: Assist) {
  const seconds = (ms: number) => Math.round(ms / 1000);
  return {
    sessionInSeconds: seconds(assist.sessionLifetimeMs),
    onboardingInSeconds: seconds(assist.onboardingLifetimeMs),
    watchInSeconds: seconds(assist.watchIntervalMs),
    auditInSeconds: seconds(assist.auditRetentionMs),
    recordInSeconds: seconds(assist.recordRetentionMs),
  };
}

/** What the contract has, each operation where it is at home: v1.0 is a part of beta. */
const offered = (['beta', 'assist'] as const).flatMap((version) =>
  servedOperations(model, version)
    .filter(({ id, name }) => id === name)
    .map((operation) => ({ ...operation, operation: operation.name, version })),
);

function refusedTo(assist: Assist, caller: Caller) {
  const { permissions: generation } = assist;
  return offered
    .filter(
      (operation) =>
        !isPermitted(caller, operation, generation) ||
        (operation.path.rows === 'everyOrganisation' && !isOperator(assist, caller)),
    )
    .map(({ name, permission }) => ({ name, permissions: permission[generation] }));
}

function isOperator({ operatorTenant }: Assist, { tenantId }: Caller): boolean {
  return operatorTenant === tenantId;
}
