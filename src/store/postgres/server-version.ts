import type pg from 'pg';

/** The oldest one that the tests have been run on; docs/guide/scale.md names it as well. */
const oldest = 13;

class ServerTooOld extends Error {
  constructor(version: string) {
    super(`the server is PostgreSQL ${version}, and assistd needs ${oldest} or newer`);
    this.name = 'ServerTooOld';
  }
}

/** @throws ServerTooOld */
export async function demandVersion(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ version: string; number: number }>(
    `SELECT current_setting('server_version') AS version, current_setting('server_version_num')::integer AS number`,
  );
  const [server] = rows;
  if (server && server.number < oldest * 10_000) throw new ServerTooOld(server.version);
}
