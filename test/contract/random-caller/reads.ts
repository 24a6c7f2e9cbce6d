import { isDeepStrictEqual } from 'node:util';
import { standsIn } from '../../../src/edm/type.ts';
import { comparable } from './answers.ts';
import type { Answered, Asker } from './asker.ts';
import { type Operation, operations, optionsOf, resourceOf } from './asking.ts';
import { type Option, plain, plainPath, respelledPath, respelledQuery, type Step } from './spellings.ts';

const headersThatChangeNothing: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'accept-encoding': 'gzip' },
  { 'if-none-match': '*' },
  { prefer: 'return=minimal' },
  { 'odata-maxversion': '4.01' },
  { 'content-type': 'application/json' },
];

/** Trails and what is owed grow while they are looked at. */
const growing = new Set(['auditEvents', 'obligations', 'sessions']);

/** Reads, and reads again in every other way that has to give the same. */
export async function reads(asker: Asker, operation: Operation, steps: readonly Step[]): Promise<void> {
  const { chance } = asker;
  const isCount = operation.kind === 'list' && chance.happens(0.1);
  const asked = isCount ? [...steps, { name: '$count' }] : steps;
  const options = optionsOf(chance, operation).filter(([name]) => !isCount || /^\$(search|filter)$/.test(name));
  const root = `/${operation.version}`;
  const first = await asker.ask(operation, { target: root + plainPath(asked) + plain(options) });
  const isLongAsText = options.some(([name, value]) => name === '$format' && /IEEE754/i.test(value));
  if (!isLongAsText) asker.judge(operation, first, operation.address + (isCount ? '/$count' : ''));

  const target = `${chance.oneOf([root, root.toUpperCase()])}${respelledPath(chance, asked)}${respelledQuery(chance, options)}`;
  const again = await asker.ask(operation, { target, headers: chance.oneOf(headersThatChangeNothing) });
  await same(asker, operation, 'spelled otherwise', first, again);
  if (chance.happens(0.3)) {
    const batched = await asker.ask(operation, { target: first.target }, 'batch');
    await same(asker, operation, 'in a batch', first, batched);
  }
  if (first.status !== 200 || isCount || (operation.kind !== 'list' && operation.kind !== 'get')) return;
  selected(asker, operation, first, options);
  if (chance.happens(0.3)) await otherVersion(asker, operation, asked, options, first);
  if (operation.kind !== 'list') return;
  await pages(asker, operation, first);
  if (!growing.has(resourceOf(operation))) await whole(asker, operation, root + plainPath(asked), first, options);
}

/** Unless it has changed meanwhile, by what the service does beside requests. */
async function same(asker: Asker, operation: Operation, how: string, first: Answered, other: Answered): Promise<void> {
  if (isDeepStrictEqual(comparable(first), comparable(other))) return;
  const third = await asker.ask(operation, { target: first.target });
  if (isDeepStrictEqual(comparable(first), comparable(third)))
    asker.fault(operation, `${how} it is another`, first, other);
}

/** What is selected is there, in the order of the contract, and nothing else. */
function selected(asker: Asker, operation: Operation, got: Answered, options: readonly Option[]): void {
  const { properties } = operation.resource.type;
  const all = ['id', ...Object.keys(properties).filter((name) => standsIn(properties[name] ?? {}, operation.version))];
  const asked = (new Map(options).get('$select') ?? '').split(',').map((name) => name.trim().toLowerCase());
  const named = all.filter((name) => asked.includes(name.toLowerCase()));
  const isStar = asked.includes('*') || asked.every((name) => name === '');
  // Beside `*`, what is given only on request stands by its name alone.
  const left = named.some((name) => properties[name]?.selectOnly)
    ? (name: string) => properties[name]?.selectOnly === true && !named.includes(name)
    : () => false;
  const wanted = isStar ? all.filter((name) => !left(name)) : named;
  const rows: object[] = operation.kind === 'list' ? got.json.value : [got.json];
  for (const row of rows.slice(0, 3)) {
    const members = Object.keys(row).filter((name) => !name.includes('@'));
    if (!isDeepStrictEqual(members, wanted)) asker.fault(operation, `members are ${members}, not ${wanted}`, got);
  }
}

/** Pages lead on to one another, and no row comes twice. */
async function pages(asker: Asker, operation: Operation, first: Answered): Promise<void> {
  const seen: string[] = [];
  let page = first;
  for (let count = 0; count < 4; count++) {
    for (const { id } of page.json.value) if (id !== undefined) seen.push(id);
    const next: string | undefined = page.json['@odata.nextLink'];
    if (next === undefined) break;
    const before = page;
    const target = next.slice(asker.world.service.origin.length);
    page = await asker.ask(operation, { target }, asker.chance.happens(0.2) ? 'batch' : 'alone');
    if (page.status !== 200) return asker.fault(operation, 'a next link leads nowhere', before, page);
  }
  if (new Set(seen).size !== seen.length) asker.fault(operation, 'a row comes twice', first, page);
}

/** A page is a part of the whole list, in its order; and what is counted is what it has. */
async function whole(
  asker: Asker,
  operation: Operation,
  path: string,
  first: Answered,
  options: readonly Option[],
): Promise<void> {
  const given = new Map(options);
  const conditions = options.filter(([name]) => /^\$(search|filter)$/.test(name));
  const kept = options.filter(([name]) => name === '$orderby');
  const ids: string[] = [];
  let target: string | undefined = path + plain([...conditions, ...kept, ['$select', 'id']]);
  for (let count = 0; target !== undefined && count < 20; count++) {
    const page: Answered = await asker.ask(operation, { target });
    if (page.status !== 200) return asker.fault(operation, 'the whole list is refused', first, page);
    ids.push(...page.json.value.map(({ id }: { id: string }) => id));
    target = page.json['@odata.nextLink']?.slice(asker.world.service.origin.length);
  }
  const [skip, top] = [Number(given.get('$skip') ?? 0), Number(given.get('$top') ?? Number.POSITIVE_INFINITY)];
  const part = ids.slice(skip, skip + top);
  const got: (string | undefined)[] = first.json.value.map(({ id }: { id?: string }) => id);
  const isPart = got[0] === undefined || isDeepStrictEqual(got, part.slice(0, got.length));
  if (!isPart) asker.fault(operation, `a page is no part of its list: ${got} of ${part}`, first);
  if (got.length < part.length && first.json['@odata.nextLink'] === undefined)
    asker.fault(operation, `${got.length} rows of ${part.length}, and no next link`, first);
  const told = first.json['@odata.count'] ?? ids.length;
  if (Number(told) !== ids.length) asker.fault(operation, `${ids.length} rows are counted as ${told}`, first);
  const count = await asker.ask(operation, { target: `${path}/$count${plain(conditions)}` });
  if (count.text !== String(ids.length)) asker.fault(operation, `there are ${ids.length} rows`, count);
}

/** What beta adds to types that both versions have. */
const ofBeta = /^(?:type|remoteTenantId|remoteUserId|userRoleScopeTags|onboardingRequestExpiryDateTime)(?:@|$)/;

/** v1.0 and beta differ in what is declared for one of them alone. */
async function otherVersion(
  asker: Asker,
  operation: Operation,
  steps: readonly Step[],
  options: readonly Option[],
  got: Answered,
): Promise<void> {
  const { version, address, method } = operation;
  const other = version === 'beta' ? 'v1.0' : 'beta';
  const twin = operations.find(
    (each) => each.version === other && each.address === address && each.method === method && version !== 'assist',
  );
  if (!twin) return;
  const told = await asker.ask(twin, { target: `/${other}${plainPath(steps)}${plain(options)}` });
  if (told.status === 400 && options.some(([, value]) => value.includes('onboardingRequestExpiryDateTime'))) return;
  const stripped = ({ text }: Answered) =>
    JSON.stringify(JSON.parse(text.replaceAll(/\/(?:v1\.0|beta)\//g, '/')), (name, value) =>
      ofBeta.test(name) || name === '@odata.nextLink' || name === '@odata.context' ? undefined : value,
    );
  if (stripped(told) === stripped(got)) return;
  const third = await asker.ask(operation, { target: got.target });
  if (stripped(third) === stripped(got)) asker.fault(operation, 'the two versions differ', got, told);
}
