/**
 * Bytes that arrive in parts, in one piece. Who sends decides how long a part is, and to keep one of a single byte takes more than a
 * hundred.
 */
export class Gathered {
  #room: Uint8Array = new Uint8Array(0);
  #length = 0;

  /** In bytes. */
  get length(): number {
    return this.#length;
  }

  add(part: Uint8Array): void {
    const before = this.#length;
    this.#length += part.length;
    // Nearly always there is one, and it is whole.
    if (before === 0) this.#room = part;
    else {
      if (this.#length > this.#room.length) this.#grow(before);
      this.#room.set(part, before);
    }
  }

  /** All that has come so far. */
  bytes(): Buffer {
    return Buffer.from(this.#room.buffer, this.#room.byteOffset, this.#length);
  }

  #grow(before: number): void {
    const room = Buffer.allocUnsafe(Math.max(this.#length, 2 * before));
    room.set(this.#room.subarray(0, before));
    this.#room = room;
  }
}
