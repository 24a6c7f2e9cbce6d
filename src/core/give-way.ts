/** Runs a part of long work when its turn has come. */
export type InTurn = <T>(part: () => Promise<T>) => Promise<T>;

const line: (() => void)[] = [];

/**
 * Lets others be answered before long work goes on. Of all long work one part runs in a turn of the event loop, so that whoever comes meanwhile
 * waits for one part, however many there are that work for long.
 */
export function giveWay(): Promise<void> {
  return new Promise((goOn) => {
    line.push(goOn);
    if (line.length === 1) setImmediate(next);
  });
}

const urgent: (() => void)[] = [];

/** Does something at the end of this turn of the event loop, before the part of long work that runs in it. */
export function atEndOfTurn(work: () => void): void {
  urgent.push(work);
  if (urgent.length === 1) setImmediate(doUrgent);
}

/** Does something with one after the other, a few in a turn of the event loop, where there may be a thousand. */
export async function oneByOne<T>(items: Iterable<T>, use: (item: T) => Promise<unknown>): Promise<void> {
  let used = 0;
  for (const item of items) {
    await use(item);
    if (++used % atOnce === 0) await giveWay();
  }
}

/** Some statements for each of them take 5 ms. */
const atOnce = 20;

/** What is scheduled by it runs after sockets were looked at. */
function next(): void {
  doUrgent();
  line.shift()?.();
  if (line.length > 0) setImmediate(next);
}

function doUrgent(): void {
  for (const work of urgent.splice(0)) work();
}
