import { collectGarbage } from '../core/collect-garbage.ts';

/** The share of one core below which a process is quiet. */
const quiet = 0.02;

/** Less than this is not worth a collection, in bytes. */
const worthwhile = 16 * 2 ** 20;

/**
 * Gives memory back to the system when a load is over, until it is disposed of. V8 keeps the pages of its heap that a collection has emptied,
 * in a pool that no figure of `process.memoryUsage()` counts but the resident memory, until a collection that is made to save memory. It
 * makes one when it takes the program for idle, which it does by the speed of its last collections: of a service that has become quiet there
 * are none. One takes some 70 ms of processor time, and what comes behind it up to a second: it drops the shapes of objects of which there is none
 * now, and with them the code that was compiled for them, so that requests cost a third more until it is compiled again. It waits for an interval in
 * which next to nothing was done, which is long enough to be no pause between two loads.
 * @param everyMs how often it looks, in milliseconds
 */
export function giveMemoryBack(everyMs = 300_000): Disposable {
  let until = process.cpuUsage();
  let residentAfter = 0;
  const look = () => {
    const { user, system } = process.cpuUsage(until);
    const isQuiet = (user + system) / 1000 < everyMs * quiet;
    if (isQuiet && process.memoryUsage.rss() > residentAfter + worthwhile) {
      collectGarbage('last-resort');
      residentAfter = process.memoryUsage.rss();
    }
    until = process.cpuUsage();
  };
  const timer = setInterval(look, everyMs).unref();
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
