import { InventoryUnreadable } from '../../../src/inventory/inventory-file.ts';
import type { DateOrder } from '../../../src/inventory/local-date.ts';
import { type Preview, previewOf } from './import-preview.ts';

/** A file to read, in a thread of its own: a long one would hold up the page for seconds. */
export interface Asked {
  readonly bytes: ArrayBuffer;
  readonly dates: DateOrder | undefined;
}

/** What comes of it: parts of what is in the file until all of it is told, or why there is nothing. */
export type Answered =
  | { readonly kind: 'part'; readonly rows: Preview['rows']; readonly ready: Preview['ready'] }
  | { readonly kind: 'end'; readonly properties: Preview['properties']; readonly notes: Preview['notes'] }
  | { readonly kind: 'unreadable'; readonly fault: InventoryUnreadable['fault'] }
  | { readonly kind: 'failed'; readonly message: string };

/** Rows that the page takes over at once: some milliseconds of its time. */
const atOnce = 1000;

addEventListener('message', ({ data }: MessageEvent<Asked>) => void read(data));

async function read({ bytes, dates }: Asked): Promise<void> {
  try {
    const { rows, ready, properties, notes } = await previewOf(new Uint8Array(bytes), dates);
    for (let from = 0; from < rows.length; from += atOnce) {
      tell({ kind: 'part', rows: rows.slice(from, from + atOnce), ready: ready.slice(from, from + atOnce) });
    }
    tell({ kind: 'end', properties, notes });
  } catch (error) {
    if (error instanceof InventoryUnreadable) tell({ kind: 'unreadable', fault: error.fault });
    else tell({ kind: 'failed', message: String(error) });
  }
}

function tell(answered: Answered): void {
  postMessage(answered);
}
