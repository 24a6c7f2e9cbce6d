/** Whether a request is one of those that are meant: in a path `*` stands for any characters, and letter case does not count. */
export function isMeant(
  { method, path }: { readonly method?: string | undefined; readonly path?: string | undefined },
  request: { readonly method: string; readonly path: string },
): boolean {
  if (method !== undefined && method.toUpperCase() !== request.method) return false;
  if (path === undefined) return true;
  const pattern = path.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '.*');
  return new RegExp(`^${pattern}$`, 'i').test(request.path);
}
