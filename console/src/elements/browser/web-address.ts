/** The address if a browser may be sent there; a `javascript:` link, say, is none. */
export function webAddress(link: string | null | undefined): string | undefined {
  const url = link ? URL.parse(link) : null;
  return url && (url.protocol === 'https:' || url.protocol === 'http:') ? url.href : undefined;
}
