/** A part of the console cannot be had: the network is gone, or the service was updated, and has it under another name. */
export class PartMissing extends Error {
  constructor(cause: unknown) {
    super('a part of the console cannot be loaded', { cause });
    this.name = 'PartMissing';
  }
}

/** How long a page that cannot say anything yet is left alone, in milliseconds. */
const pauseMs = 5000;

/** Without its first parts there is no page to tell of it on: it is loaded anew until it has them, or the browser itself says what is wrong. */
export function loadAnew(): void {
  setTimeout(() => location.reload(), pauseMs);
}

/** What loads a part of the console that the first page does without. @throws PartMissing */
export function part<T>(load: () => Promise<T>): () => Promise<T> {
  return () =>
    load().catch((cause: unknown) => {
      throw new PartMissing(cause);
    });
}
