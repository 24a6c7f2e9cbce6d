/** How long the turns of the event loop were for some time, in milliseconds. */
export interface Turns {
  /** The longest, by the clock and by what the thread worked. */
  readonly longestMs: number;
  readonly longestWorkMs: number;
  /** How many worked longer than 50 ms, and than 20 ms. */
  readonly over50: number;
  readonly over20: number;
  /** What the thread worked, of the time. */
  readonly busy: number;
}

/** What this thread has worked, in milliseconds of processor time. */
export function workedMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}

/**
 * Measures from now on. A timer that is due each 2 ms runs once in a turn, so between two of its runs lies about one turn; what the thread worked
 * meanwhile is the turn itself, and the rest is waiting for a core.
 * @returns gives the turns since it was called last
 */
export function watchTurns(): () => Turns {
  const none = () => ({
    longestMs: 0,
    longestWorkMs: 0,
    over50: 0,
    over20: 0,
    since: performance.now(),
    work: workedMs(),
  });
  let turns = none();
  let last = { at: performance.now(), work: workedMs() };
  const look = () => {
    const now = { at: performance.now(), work: workedMs() };
    const worked = now.work - last.work;
    turns.longestMs = Math.max(turns.longestMs, now.at - last.at);
    turns.longestWorkMs = Math.max(turns.longestWorkMs, worked);
    if (worked > 50) turns.over50++;
    if (worked > 20) turns.over20++;
    last = now;
  };
  setInterval(look, 2).unref();
  return () => {
    look();
    const { since, work, ...counted } = turns;
    const busy = (workedMs() - work) / (performance.now() - since);
    turns = none();
    return { ...counted, busy };
  };
}
