import type { AuditEvent } from '../../../src/client/resources.ts';

/** Who did it, as far as a person or an application did: the service itself has no name here. */
export function actorOf({ actor }: AuditEvent): string | undefined {
  if (!actor || actor.auditActorType === 'System') return undefined;
  return actor.userPrincipalName ?? actor.applicationDisplayName ?? actor.servicePrincipalName ?? undefined;
}
