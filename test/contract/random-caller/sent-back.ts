import { isItsOwn, quiet } from './answers.ts';
import type { Answered, Asker, Entity } from './asker.ts';
import { type Operation, operationNamed, operations, resourceOf } from './asking.ts';

const longs = 'application/json;IEEE754Compatible=true';
const types = [
  'application/json',
  longs,
  'application/json; charset=utf-8',
  'text/json',
  'application/json;charset=utf-16le',
];

/** What is read and sent back, or listed and imported, changes nothing, and nothing is told of it. */
export async function sendsBack(asker: Asker): Promise<void> {
  const { chance } = asker;
  const updates = operations.filter(({ kind, address }) => kind === 'update' && !address.includes('{user}'));
  const update = chance.oneOf(updates);
  const pool = asker.pools.get(resourceOf(update)) ?? [];
  const key = update.keyed ? (pool.length > 0 ? chance.oneOf(pool) : undefined) : undefined;
  const before = await asker.stateOf(update, key);
  if (!before) return;
  const target = `/${update.version}${update.address.replace('{id}', key ?? '')}`;
  const isLong = chance.happens(0.3);
  const level = chance.oneOf(['none', 'minimal', 'full']);
  const headers = { accept: `application/json;odata.metadata=${level}${isLong ? ';IEEE754Compatible=true' : ''}` };
  const some = Object.keys(before).filter((name) => !name.includes('@') && chance.happens(0.5));
  // Selected by name and without metadata, nothing says where an answer comes from.
  const select = level === 'none' ? '' : chance.oneOf(['', '?$select=*', `?$select=${some.join(',')}`]);
  const read = await asker.ask(operationNamed(update.name.replace('update', 'get'), update.version), {
    target: target + select,
    method: 'GET',
    headers,
  });
  const contentType = isLong ? longs : chance.oneOf(types);
  const text = chance.happens(0.2) ? `\ufeff${read.text}` : read.text;
  const body = contentType.includes('utf-16') ? Buffer.from(text, 'utf16le') : text;
  const got = await asker.ask(update, { target, body, headers: { 'content-type': contentType } });
  if (got.status !== 200) asker.fault(update, 'what was read is refused', read, got);
  await untold(asker, update, got);
  if (resourceOf(update) === 'managedDevices' && level !== 'full') await importsListed(asker, update, key, headers);
  await unaltered(asker, update, key, before, got);
}

async function importsListed(
  asker: Asker,
  { version }: Operation,
  id: string | undefined,
  headers: { readonly accept: string },
): Promise<void> {
  const importing = operationNamed('managedDevices.import', 'assist');
  const target = `/${version}/deviceManagement/managedDevices?$filter=${encodeURIComponent(`id eq '${id}'`)}`;
  const { json } = await asker.ask(importing, { method: 'GET', target, headers });
  const got = await asker.ask(importing, {
    target: '/assist/managedDevices/import',
    body: JSON.stringify({ devices: json?.value }),
    headers: { 'content-type': headers.accept.replace(/;odata[^;]*/, '') },
  });
  const changed = await untold(asker, importing, got);
  if (got.json?.unchanged !== 1 && !changed) asker.fault(importing, 'what was listed is no longer the same', got);
}

async function unaltered(
  asker: Asker,
  update: Operation,
  key: string | undefined,
  before: Entity,
  got: Answered,
): Promise<void> {
  const after = await asker.stateOf(update, key);
  if (quiet(before) !== quiet(after))
    asker.fault(update, `what was read and sent back changes ${quiet(before)} to ${quiet(after)}`, got);
}

/** @returns whether the service has changed something between */
async function untold(asker: Asker, operation: Operation, got: Answered): Promise<boolean> {
  const events = await asker.eventsOf(got);
  const names = events.flatMap(({ resources }) => resources.flatMap((each) => each.modifiedProperties));
  const changed = names.map(({ displayName }) => displayName);
  if (changed.every(isItsOwn) || changed.includes('Updated')) return events.length > 0;
  asker.fault(operation, `what changes nothing is told as a change of ${changed}`, got);
  return true;
}
