/** An authority of Entra's form: whose tenant it is, or any, is the first segment. */
const ofEntra = /^(.*?)\/(organizations|common|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(\/v2\.0\/?)$/i;

/** Where one signs in to an organisation, if sign-in is at an authority that has one for each; `undefined` where it is not. */
export function authorityOf(authority: string, tenantId: string): string | undefined {
  const [, host, , version] = ofEntra.exec(authority) ?? [];
  return host === undefined ? undefined : `${host}/${tenantId}${version}`;
}
