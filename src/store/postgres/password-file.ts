import { readFile, stat } from 'node:fs/promises';

/**
 * Reads the password from a file in the form of `.pgpass` (PostgreSQL documentation, section 32.16), at each new connection, so
 * that one that was changed counts without a restart.
 */
export function passwordFrom(
  file: string,
  hosts: readonly { readonly host: string; readonly port: number }[],
  database: string,
  user: string,
): () => Promise<string> {
  return async () => {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0) throw new Error(`passfile: others can read ${file}: run chmod 600 ${file}`);
    const lines = (await readFile(file, 'utf8')).split('\n').map(fieldsOf);
    // All hosts of one URL are one database, with one password; the line of the first host that has one is taken.
    for (const { host, port } of hosts) {
      const wanted = [host, String(port), database || user, user];
      const line = lines.find((fields) => wanted.every((value, at) => fields[at] === '*' || fields[at] === value));
      if (line?.[4] !== undefined) return line[4];
    }
    throw new Error(`passfile: ${file} has no line for this host, port, database and user`);
  };
}

/** `host:port:database:user:password`; a colon or a backslash in a field stands behind a backslash. */
function fieldsOf(line: string): string[] {
  if (line.startsWith('#')) return [];
  return [...line.replace(/\r$/, '').matchAll(/((?:\\.|[^:\\])*)(?::|$)/g)].map(([, field = '']) =>
    field.replace(/\\(.)/g, '$1'),
  );
}
