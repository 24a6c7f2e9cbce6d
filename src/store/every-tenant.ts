import type { Database } from './database.ts';

const pageSize = 1000;

/** The ids of all tenants, in their order. */
export async function* everyTenant(database: Pick<Database, 'tenants'>): AsyncGenerator<string> {
  for (let after: string | undefined = ''; after !== undefined; ) {
    const page: string[] = await database.tenants({ after, limit: pageSize });
    yield* page;
    after = page.length < pageSize ? undefined : page.at(-1);
  }
}
