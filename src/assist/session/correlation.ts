/**
 * Our key for a session at the partner. It starts with the grant, so that retiring one grant finds its own sessions and none that a
 * newer connection of the same organisation has opened since.
 */
export function correlationPrefix(tenantId: string, grantId: string): string {
  return `assistd/${tenantId}/${grantId}/`;
}

/** The key of one session: looked up before a retry opens a second one. */
export function correlationOf(tenantId: string, grantId: string, sessionId: string): string {
  return correlationPrefix(tenantId, grantId) + sessionId;
}
