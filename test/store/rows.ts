import { instantOf } from '../../src/core/clock.ts';
import { newId } from '../../src/core/id.ts';
import { unsetDateTime } from '../../src/edm/date-time.ts';
import type { PartnerTable } from '../../src/store/schema/connection.ts';
import type { NewAuditEvent } from '../../src/store/table/audit/audit-events.ts';
import { Canonical } from '../../src/store/table/audit/canonical-json.ts';
import type { Grant, insertGrant } from '../../src/store/table/grants.ts';

export const tenantA = '11111111-1111-4111-8111-111111111111';
export const tenantB = '22222222-2222-4222-8222-222222222222';

export const tenant = { displayName: 'Contoso', subscriptionState: 'active', intuneAccountId: newId() } as const;

export function partner(changes: Partial<PartnerTable> = {}): Omit<PartnerTable, 'tenant_id' | 'created_at'> {
  return {
    id: newId(),
    displayName: 'TeamViewer',
    onboardingUrl: null,
    onboardingStatus: 'notOnboarded',
    lastConnectionDateTime: unsetDateTime,
    onboardingRequestExpiryDateTime: unsetDateTime,
    connector: 'teamviewer',
    grant_id: null,
    connected_at: null,
    connected_by: null,
    ...changes,
  };
}

export function grant(changes: Partial<Grant> = {}): Parameters<typeof insertGrant>[1] {
  return {
    id: newId(),
    partner_id: newId(),
    connector: 'teamviewer',
    state: 'held',
    wrapped_key: 'wrapped',
    key_id: 'k1',
    sealed_grant: 'grant',
    renew_at: null,
    account: '{"id":"u1"}',
    obtained_at: instantOf(1),
    retired_at: null,
    ...changes,
  };
}

export function auditEvent(changes: Partial<NewAuditEvent> = {}): NewAuditEvent {
  return {
    displayName: 'disconnect RemoteAssistancePartner',
    componentName: 'ManagedDevices',
    activity: null,
    activityType: 'disconnect RemoteAssistancePartner',
    activityOperationType: 'Action',
    activityResult: 'Success',
    correlationId: newId(),
    category: 'Device',
    actor: new Canonical({ auditActorType: 'ItPro', userPrincipalName: 'adele@contoso.example' }),
    resources: [{ displayName: 'TeamViewer', auditResourceType: 'RemoteAssistancePartner', modifiedProperties: [] }],
    ...changes,
  };
}
