/**
 * Why nobody answered, in the words of what failed: `fetch` says of itself only that it did, and Node, which tries all addresses of a name,
 * says of all together nothing.
 */
export function whyUnanswered(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  if (cause instanceof AggregateError) return cause.errors.map(whyUnanswered).join(', ');
  return cause instanceof Error ? cause.message : String(cause);
}
