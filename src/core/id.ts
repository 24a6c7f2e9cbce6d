import { randomUUID } from 'node:crypto';

/** A new random identifier in Graph's spelling: a lower-case GUID (RFC 9562, version 4). */
export function newId(): string {
  return randomUUID();
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return guid.test(text);
}
