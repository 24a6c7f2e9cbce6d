const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

export function isGuid(text: string): boolean {
  return guid.test(text);
}

/** An identifier in the spelling that is kept: a GUID is one whatever its case (RFC 9562, section 4), any other is as it stands. */
export function canonicalId(id: string): string {
  return isGuid(id) ? id.toLowerCase() : id;
}
