/** Who wants to know when obligations became due. */
export class DueListeners {
  readonly #listeners = new Set<() => void>();

  readonly announce = (): void => {
    for (const listener of this.#listeners) listener();
  };

  add(listener: () => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
