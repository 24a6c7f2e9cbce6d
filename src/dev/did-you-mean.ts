/** The one of `known` that somebody may have meant by `written`, as the end of a sentence; empty where there is none near. */
export function didYouMean(written: string, known: Iterable<string>): string {
  const near = nearestOf(written, known);
  return near === undefined ? '' : `; did you mean ${near}?`;
}

/** @throws RangeError naming the member that nothing has, and the one that may have been meant */
export function refuseUnknownMembers(what: string, given: object, known: readonly string[]): void {
  for (const name of Object.keys(given)) {
    if (!known.includes(name)) {
      throw new RangeError(
        `${what}: there is no ${name}${didYouMean(name, known) || `; there are ${known.join(', ')}`}`,
      );
    }
  }
}

/** The nearest of `known`, of those that share a part of their name or are few letters away. */
function nearestOf(written: string, known: Iterable<string>): string | undefined {
  const lower = written.toLowerCase();
  const limit = Math.max(2, Math.floor(lower.length / 4));
  const [nearest] = [...known]
    .map((name) => ({ name, away: distance(lower, name.toLowerCase()) }))
    .map(({ name, away }) => ({ name, away: isPart(lower, name.toLowerCase()) ? Math.min(away, 1) : away }))
    .filter(({ away }) => away <= limit)
    .sort((one, other) => one.away - other.away || one.name.length - other.name.length);
  return nearest?.name;
}

/** `disconnect` of `remoteAssistancePartners.disconnect`. */
function isPart(written: string, name: string): boolean {
  return written.length > 2 && name.split('.').includes(written);
}

/** How many letters to put in, to take out or to change (Levenshtein); two neighbours that changed places count once. */
export function distance(one: string, other: string): number {
  let [before, last] = [[] as number[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= one.length; row++) {
    const next = [row];
    for (let column = 1; column <= other.length; column++) {
      const same = one[row - 1] === other[column - 1];
      const swapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1];
      next[column] = Math.min(
        (last[column] ?? 0) + 1,
        (next[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
        ...(swapped ? [(before[column - 2] ?? 0) + 1] : []),
      );
    }
    [before, last] = [last, next];
  }
  return last[other.length] ?? 0;
}
