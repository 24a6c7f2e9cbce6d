/** One device as a file describes it. */
export interface InventoryRow {
  /** Where it stands: the line of a CSV or JSON Lines file, the place in a JSON array; from 1. */
  readonly row: number;
  readonly record: Readonly<Record<string, unknown>>;
  /** Why it cannot be taken, where the file itself shows it. */
  readonly reason?: string | undefined;
}

export interface InventoryFile {
  readonly rows: readonly InventoryRow[];
  /** What somebody should know who wrote the file. */
  readonly notes: readonly string[];
}
