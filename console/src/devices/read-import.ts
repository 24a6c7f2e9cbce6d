import { InventoryUnreadable } from '../../../src/inventory/inventory-file.ts';
import type { DateOrder } from '../../../src/inventory/local-date.ts';
import { PartMissing } from '../elements/browser/part.ts';
import type { Preview } from './import-preview.ts';
import type { Answered, Asked } from './import-worker.ts';

/**
 * What a file would do, read beside the page. What reads and checks it is fetched with the first file.
 * @throws InventoryUnreadable, PartMissing, or DOMException where the browser cannot give its bytes or `signal` is aborted
 */
export async function readImport(file: File, dates: DateOrder | undefined, signal: AbortSignal): Promise<Preview> {
  const bytes = await file.arrayBuffer();
  signal.throwIfAborted();
  const worker = new Worker(new URL('./import-worker.ts', import.meta.url), { type: 'module' });
  try {
    return await new Promise<Preview>((resolve, reject) => {
      const rows: Preview['rows'][number][] = [];
      const ready: Preview['ready'][number][] = [];
      const take = ({ data }: MessageEvent<Answered>) => {
        switch (data.kind) {
          case 'part':
            rows.push(...data.rows);
            ready.push(...data.ready);
            return;
          case 'end':
            return resolve({ rows, ready, properties: data.properties, notes: data.notes });
          case 'unreadable':
            return reject(new InventoryUnreadable(data.fault));
          case 'failed':
            return reject(new Error(data.message));
        }
      };
      worker.addEventListener('message', take);
      // One that cannot be loaded gives no message.
      worker.addEventListener('error', (event) =>
        reject(event.message ? new Error(event.message) : new PartMissing(event)),
      );
      signal.addEventListener('abort', () => reject(signal.reason));
      const asked: Asked = { bytes, dates };
      worker.postMessage(asked, [bytes]);
    });
  } finally {
    worker.terminate();
  }
}
