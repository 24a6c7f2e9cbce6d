/** Works on up to `count` items at once, and takes the next when there is room for it. */
export async function several<T>(items: Iterable<T>, count: number, work: (item: T) => Promise<void>): Promise<void> {
  const iterator = items[Symbol.iterator]();
  const worker = async () => {
    for (let next = iterator.next(); !next.done; next = iterator.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: count }, worker));
}
