/** What a driver says; a URL in it, which may hold a password, is left out. */
export function databaseReason(error: unknown): string {
  const { message, cause } = error as Error;
  const inner = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
  return `${message || String(error)}${inner}`.replaceAll(/\bpostgres(ql)?:\/\/\S+/g, '(the URL in database)');
}
