/** Folders that a production installation has not: they mint tokens, and empty databases (docs/decisions, "Development apart"). */
export const apart: readonly string[] = ['src/dev/', 'src/cli/dev/'];

/** The one file of production that leads there, by `import()`, and that says so where they are missing. */
export const door = 'src/cli/dev.ts';

export function isApart(file: string): boolean {
  return apart.some((folder) => file.startsWith(folder));
}
