import { Failure } from '../core/failure.ts';

/** What a driver says; a URL in it, which may hold a password, is left out. */
export function databaseReason(error: unknown): string {
  if (error instanceof Failure) return withoutUrls(error.internal?.replace(/^database: /, '') ?? error.message);
  const { message, cause } = error as Error;
  const inner = cause instanceof Error && cause.message !== '' ? `: ${cause.message}` : '';
  return withoutUrls(`${message || String(error)}${inner}`);
}

function withoutUrls(text: string): string {
  return text.replaceAll(/\bpostgres(ql)?:\/\/\S+/g, '(the URL in database)');
}
