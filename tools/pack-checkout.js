import { mkdtempSync, renameSync, rmSync, utimesSync } from 'node:fs';
import { bundleInto } from './bundle.ts';
import { oldestPacked, packedCheckout, runBy } from './packed-checkout.js';

// Puts src/ together for the next `npm start`, which begins in less than half of the time then.
if (packedCheckout() === undefined) {
  const begun = new Date();
  const folder = oldestPacked();
  const aside = mkdtempSync(`${folder}-`);
  try {
    await bundleInto(aside);
    utimesSync(runBy(aside), begun, begun);
    rmSync(folder, { recursive: true, force: true });
    renameSync(aside, folder);
  } finally {
    rmSync(aside, { recursive: true, force: true });
  }
}
