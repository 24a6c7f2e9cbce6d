import { isDeepStrictEqual } from 'node:util';
import { type Property, standsIn } from '../../../src/edm/type.ts';
import { quiet } from './answers.ts';
import type { Answered, Asker, Entity } from './asker.ts';
import { bodyOf, type Operation, operationNamed, operations, resourceOf } from './asking.ts';
import { respelledPath, respelledQuery, type Step } from './spellings.ts';

/** Those that tell the trail of more than one thing, and those that tell another organisation's. */
const otherwiseTold = /^(?:tenants\..*|(?:managedDevices|remoteAssistancePartners)\.delete)$/;

export async function writes(asker: Asker, operation: Operation, steps: readonly Step[]): Promise<void> {
  const { chance } = asker;
  const key = operation.kind === 'create' ? undefined : keyIn(steps);
  const before = await asker.stateOf(operation, key);
  const given = bodyOf(chance, operation);
  const how = chance.happens(0.2) ? 'batch' : 'alone';
  const body = given
    ? JSON.stringify(given.json)
    : chance.oneOf([undefined, '{}', 'null', ...(how === 'alone' ? [''] : [])]);
  const isEntity = operation.kind === 'create' || operation.kind === 'update';
  const isMinimal = isEntity && chance.happens(0.15);
  const target = `/${operation.version}${respelledPath(chance, steps)}`;
  const headers = isMinimal ? { prefer: 'return=minimal' } : {};
  const got = await asker.ask(operation, { target, headers, ...(body !== undefined && { body }) }, how);
  asker.judge(operation, got);
  if (got.status >= 400) return unchanged(asker, operation, key, before, got);

  const isSame = operation.kind === 'update' && quiet(before) === quiet(await asker.stateOf(operation, key));
  const events = await asker.eventsOf(got);
  if (events.length !== (isSame ? 0 : 1) && !otherwiseTold.test(operation.name)) {
    asker.fault(
      operation,
      `the trail tells ${events.map(({ activityType }) => activityType).join() || 'nothing'}`,
      got,
    );
  }
  if (operation.name === 'managedDevices.import') return imported(asker, given?.shown as Entity[], got);
  if (!isEntity || !given) return;
  const id = key ?? got.json?.id ?? /\('([^']+)'\)$/.exec(String(got.headers.location))?.[1];
  if (operation.kind === 'create') asker.pools.get(resourceOf(operation))?.push(id);
  await readBack(asker, operation, id, before, given.shown as Entity, got);
}

export const keyIn = (steps: readonly Step[]) => steps.findLast(({ key }) => key !== undefined)?.key;

/** What is refused has changed nothing, and is no success in the trail. */
export async function unchanged(
  asker: Asker,
  operation: Operation,
  key: string | undefined,
  before: Entity | undefined,
  got: Answered,
): Promise<void> {
  const after = await asker.stateOf(operation, key);
  if (quiet(before) !== quiet(after))
    asker.fault(operation, `what is refused changes ${quiet(before)} to ${quiet(after)}`, got);
  const done = (await asker.eventsOf(got)).filter(({ activityResult }) => activityResult === 'Success');
  if (done.length > 0) asker.fault(operation, `what is refused is told as ${done[0]?.activityType}`, got);
}

async function imported(asker: Asker, records: readonly Entity[], got: Answered): Promise<void> {
  const update = operationNamed('managedDevices.update', 'beta');
  for (const [index, { id, ...shown }] of records.entries()) {
    if (got.json.results[index].outcome !== 'created') asker.fault(update, 'a record is not created', got);
    else await readBack(asker, update, String(id), undefined, shown, { ...got, json: undefined });
  }
}

/** What was written is read the same: in the answer, alone, in a list, by conditions on each property; and nothing else has changed. */
async function readBack(
  asker: Asker,
  operation: Operation,
  id: string,
  before: Entity | undefined,
  shown: Entity,
  got: Answered,
): Promise<void> {
  const after = await asker.stateOf(operation, id);
  if (!after) return asker.fault(operation, 'what was written is not there', got);
  const { properties } = operation.resource.type;
  for (const [name, property] of Object.entries(properties)) {
    if (!standsIn(property, operation.version) || property.readOnly || !(name in after)) continue;
    const was = before?.[name];
    const wanted = name in shown ? mergedWith(was, shown[name], property) : was;
    if (wanted !== undefined && !covers(after[name], wanted))
      asker.fault(operation, `${name} is ${JSON.stringify(after[name])}, not ${JSON.stringify(wanted)}`, got);
    if (got.json && name in shown && !isDeepStrictEqual(got.json[name], after[name]))
      asker.fault(operation, `${name} is answered otherwise than it is read: ${JSON.stringify(after[name])}`, got);
  }
  await found(asker, operation, id, shown, got);
}

async function found(asker: Asker, operation: Operation, id: string, shown: Entity, got: Answered): Promise<void> {
  const { version, path } = operation;
  const list = operations.find((each) => each.version === version && each.kind === 'list' && each.path === path);
  if (!list || list.resource.listedById) return;
  const root = `/${version}${list.address}`;
  const alone = await asker.ask(list, { target: `${root}/${encodeURIComponent(id)}` });
  const listed = await asker.ask(list, { target: `${root}?$filter=${encodeURIComponent(`id eq '${id}'`)}` });
  const { '@odata.context': _, ...entity } = alone.json ?? {};
  if (!isDeepStrictEqual(listed.json?.value?.[0], entity)) asker.fault(operation, 'a list has another', alone, listed);
  for (const [name, value] of Object.entries(shown)) {
    if (!asker.chance.happens(0.2)) continue;
    for (const [member, literal] of literalsOf(name, list.resource.type.properties[name] as Property, value)) {
      if (literal.length > 3000) continue;
      const [operator, expected] = asker.chance.oneOf([
        ['eq', 1],
        ['ne', 0],
      ] as const);
      const clause = asker.chance.oneOf([
        `id eq '${id}' and ${member} ${operator} ${literal}`,
        `${literal} ${operator} ${member} and id in ('${id}')`,
      ]);
      const target =
        root +
        respelledQuery(asker.chance, [
          ['$filter', clause],
          ['$select', 'id'],
        ]);
      const met = await asker.ask(list, { target });
      if (met.json?.value?.length !== expected) asker.fault(operation, `${clause} is met by others`, got, met);
    }
  }
}

function mergedWith(before: unknown, given: unknown, { type, collection }: Property): unknown {
  if (type.kind !== 'complex' || collection || given === null || typeof before !== 'object') return given;
  return { ...before, ...(given as object) };
}

/** Of a structure that was given in part the other members stand for nothing. */
function covers(held: unknown, wanted: unknown): boolean {
  if (typeof wanted !== 'object' || wanted === null || Array.isArray(wanted)) return isDeepStrictEqual(held, wanted);
  return Object.entries(wanted).every(([name, value]) => covers((held as Entity | null)?.[name], value));
}

/** Each value that a condition can ask for, as a literal. */
function* literalsOf(path: string, property: Property, value: unknown): Generator<[string, string]> {
  const { type, filterable, collection } = property;
  if (!filterable || collection) return;
  if (type.kind === 'complex') {
    for (const [name, member] of Object.entries(value ?? {})) {
      yield* literalsOf(`${path}/${name}`, type.properties[name] as Property, member);
    }
    return;
  }
  const isText = typeof value === 'string' && (type.kind === 'enum' || type.name === 'Edm.String');
  yield [path, isText ? `'${value.replaceAll("'", "''")}'` : String(value)];
}
