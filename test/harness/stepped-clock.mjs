/** Loaded before a process with `--import`: its clock is ahead by what the file named in STEPPED_CLOCK says, in milliseconds. */
import { readFileSync } from 'node:fs';

const RealDate = Date;
let ahead = 0;
setInterval(() => {
  ahead = Number(readFileSync(process.env.STEPPED_CLOCK ?? '', 'utf8'));
}, 5).unref();

globalThis.Date = class extends RealDate {
  /** @param {[]} given */
  constructor(...given) {
    super(...(given.length === 0 ? [RealDate.now() + ahead] : given));
  }

  static now() {
    return RealDate.now() + ahead;
  }
};
