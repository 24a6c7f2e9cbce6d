import { pageOf } from '../../odata/evaluate.ts';
import { findTenant } from '../../store/table/tenants.ts';
import type { Assist } from '../assist.ts';
import type { Call, Handler } from '../call.ts';
import { inDirectory } from './in-directory.ts';

export const listOrganization: Handler<'organization.list'> = async (assist, call) =>
  pageOf([await organizationOf(assist, call)], call.query);

export const getOrganization: Handler<'organization.get'> = async (assist, call) => {
  const own = await organizationOf(assist, call);
  return inDirectory(own.id === call.key ? own : undefined, call.key);
};

/** The domain is the directory's; where none is known, that of whoever calls. */
async function organizationOf({ database, directory }: Assist, { caller }: Pick<Call, 'caller'>) {
  const { tenantId, userPrincipalName } = caller;
  const tenant = await database.read(tenantId, findTenant);
  const ofCaller = userPrincipalName?.includes('@') ? userPrincipalName.split('@').at(-1) : undefined;
  const name = directory?.domainOf(tenantId) ?? ofCaller;
  const domain = { capabilities: 'Email', isDefault: true, isInitial: true, name, type: 'Managed' };
  return {
    id: tenantId,
    displayName: tenant?.displayName ?? null,
    tenantType: 'AAD',
    verifiedDomains: name === undefined ? [] : [domain],
  };
}
