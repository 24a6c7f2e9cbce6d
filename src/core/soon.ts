/** What is there at once, or comes. On SQLite nearly everything is there, and to wait for a promise costs more than most statements. */
export type Soon<T> = T | Promise<T>;

/** All of what was asked for together. */
export function together<T extends readonly unknown[]>(
  asked: readonly [...T],
): Soon<{ -readonly [Index in keyof T]: Awaited<T[Index]> }> {
  type Had = { -readonly [Index in keyof T]: Awaited<T[Index]> };
  return asked.some((each) => each instanceof Promise)
    ? (Promise.all(asked) as Promise<Had>)
    : (asked as unknown as Had);
}
