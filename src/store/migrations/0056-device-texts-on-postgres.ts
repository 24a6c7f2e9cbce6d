import { type Migration, tenantTable } from './migration.ts';

/** `searched` of the devices, in the order that `store/query/trigrams.ts` numbers them in. */
const texts = ['deviceName', 'serialNumber', 'userPrincipalName', 'userDisplayName'];
const names = texts.map((name) => `"${name}"`).join(', ');
const trigrams = `assistd_trigrams(tenant_id, ARRAY[${names}])`;

/**
 * What SQLite has since step 35: which devices have which three characters. No operator that finds texts is leakproof, so none that a statement
 * has uses an index behind a policy. Here a policy has it: restrictive ones are asked before the one of the tenant, which stays as everywhere. So
 * this table shows the rows of a tenant that have what the setting `assistd.wanted_texts` says, and without it none. What writes devices writes
 * here too, so a program that does not may not work on it.
 */
export const deviceTextsOnPostgres: Migration = {
  version: 56,
  name: 'device texts on PostgreSQL',
  oldestProgram: 56,
  statements: (dialect) => {
    if (dialect !== 'postgres') return [];
    return [
      ...tenantTable(
        dialect,
        'managed_device_texts',
        `
  tenant_id TEXT NOT NULL,
  id TEXT NOT NULL,${texts.map((name) => `\n  "${name}" TEXT,`).join('')}
  PRIMARY KEY (tenant_id, id)
`,
      ),
      assistdTrigrams,
      // Not bound by the policies, the owner sees the rows of every tenant.
      'ALTER TABLE managed_devices NO FORCE ROW LEVEL SECURITY',
      'ALTER TABLE managed_device_texts NO FORCE ROW LEVEL SECURITY',
      `INSERT INTO managed_device_texts (tenant_id, id, ${names}) SELECT tenant_id, id, ${names} FROM managed_devices`,
      'ALTER TABLE managed_devices FORCE ROW LEVEL SECURITY',
      'ALTER TABLE managed_device_texts FORCE ROW LEVEL SECURITY',
      // What was written last is looked through entry by entry, until there is so much of it.
      `CREATE INDEX managed_device_texts_trigrams ON managed_device_texts USING gin (${trigrams}) WITH (gin_pending_list_limit = 256)`,
      `CREATE POLICY wanted ON managed_device_texts AS RESTRICTIVE FOR SELECT
  USING (${trigrams} @@ current_setting('assistd.wanted_texts', true)::tsquery)`,
    ];
  },
};

/*
 * The end of the tenant's id and the number of the text make entries of their own, so others' devices cost nothing; number 0 is what every row
 * has. Characters are folded in ASCII alone, which is the same everywhere and for each part of a text; a text with others has also what `tolower`
 * and `toupper` make of it. The function is called dear, so that no plan calls it for rows that the index does not find.
 */
const assistdTrigrams = `CREATE FUNCTION assistd_trigrams(tenant_id text, texts text[]) RETURNS tsvector
  LANGUAGE sql IMMUTABLE PARALLEL SAFE COST 100000 AS $$
  SELECT array_to_tsvector(ARRAY[right(tenant_id, 12) || '0'] || ARRAY(
    SELECT right(tenant_id, 12) || number || substr(folded, at, 3)
    FROM unnest(texts) WITH ORDINALITY AS each(value, number),
      lower(CASE WHEN octet_length(value) = char_length(value) THEN value ELSE concat_ws(chr(10), value,
        lower(value COLLATE "und-x-icu"), upper(value COLLATE "und-x-icu")) END COLLATE "C") AS folded,
      generate_series(1, char_length(folded) - 2) AS at))
$$`;
