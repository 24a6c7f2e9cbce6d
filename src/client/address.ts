/** System query options by their names, `$filter`; those that are `undefined` or empty are left out. */
export type Query = Readonly<Record<`$${string}`, string | number | boolean | undefined>>;

/** What lies below `path`; each segment may consist of anything, a call such as `impact()` included. */
export function at(path: string, ...segments: readonly string[]): string {
  return [path, ...segments.map(encodeURIComponent)].join('/');
}

/** The address of `path` with query options. */
export function address(path: string, query: Query): string {
  const options = Object.entries(query)
    .filter(([, value]) => value !== undefined && value !== '')
    .map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`);
  return options.length === 0 ? path : `${path}?${options.join('&')}`;
}
