/** The thread of {@link TakeOver}: a connection of its own, and one take-over whenever it is told. */
import { parentPort, workerData } from 'node:worker_threads';
import { connect } from './connect.ts';

const database = connect(workerData as string);
// As of the writer: the log is flushed before the file is written, and the file before the log begins anew.
database.exec('PRAGMA synchronous = NORMAL');
const takeOver = database.prepare('PRAGMA wal_checkpoint(PASSIVE)');

parentPort?.on('message', () => {
  try {
    takeOver.get();
  } catch {
    // Whoever asked looks at the log.
  }
  parentPort?.postMessage('done');
});
