/** Shorter buffers share their memory with others. */
const worthwhile = 64 * 1024;

/** Long bytes that were made for one reader, in pieces that follow one another: put together, they would be copied once more. */
export class Pieces {
  readonly buffers: readonly Buffer[];
  /** In bytes. */
  readonly length: number;

  constructor(buffers: readonly Buffer[]) {
    this.buffers = buffers;
    this.length = buffers.reduce((sum, { length }) => sum + length, 0);
  }

  joined(): Buffer {
    return Buffer.concat(this.buffers, this.length);
  }

  toString(): string {
    return String(this.joined());
  }

  /** To be called when all was read; they are empty then. */
  giveBack(): void {
    this.buffers.forEach(giveBack);
  }
}

/**
 * Gives the memory of a long buffer back at once. V8 counts what waits for its collector, and collects the whole heap after so much of it: that took
 * nearly half of the processor time of a page of 1,000 devices (`bench/where-the-time-goes.md`).
 */
function giveBack({ buffer, byteLength }: Buffer): void {
  const isWhole = byteLength >= worthwhile && byteLength === buffer.byteLength;
  if (isWhole && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
