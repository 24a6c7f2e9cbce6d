/**
 * What `neighbours.ts` measures others beside: ten searches, a batch, an import and a verification of one organisation, each again as soon as it is
 * answered. A process of its own, at a lower priority, since a client's work is not the service's.
 */
import { parseArgs } from 'node:util';

export const management = '/beta/deviceManagement';
const json = { 'Content-Type': 'application/json' };

const device = (index: number, pass = 0) => ({
  serialNumber: `A-${index}`,
  // Every other one changes from import to import.
  deviceName: index % 2 === 0 ? `PC-${index}` : `PC-${index}-${pass}`,
  notes: 'x'.repeat(200),
});
export const imported = (from: number, pass = 0) =>
  JSON.stringify({ devices: Array.from({ length: 1000 }, (_, index) => device(from + index, pass)) });

/** Gives the status of the answer, once all of it has come. */
export async function ask(origin: string, token: string, path: string, body?: string): Promise<number> {
  const headers = { ...(body !== undefined && json), Authorization: `Bearer ${token}` };
  const reply = await fetch(origin + path, { headers, ...(body !== undefined && { method: 'POST', body }) });
  await reply.arrayBuffer();
  return reply.status;
}

const conditions = [
  "contains(deviceName,'none')",
  "contains(tolower(model),'none')",
  "endswith(serialNumber,'99')",
  "model eq 'none'",
  "contains(notes,'y')",
  "tolower(userPrincipalName) eq 'none'",
  "startswith(tolower(deviceName),'pc-1')",
  "contains(deviceName,'PC-')",
  "osVersion ne '' and contains(serialNumber,'7')",
  "not contains(notes,'x')",
].map((text, index) => `?$filter=${encodeURIComponent(text)}${index % 2 === 0 ? '&$count=true' : ''}`);

/** One thing that is asked again and again. */
interface Asking {
  readonly name: string;
  readonly request: () => { readonly path: string; readonly body?: string };
}

let next = 0;
const steps = JSON.stringify({
  requests: conditions
    .concat(conditions)
    .map((query, index) => ({ id: String(index), method: 'GET', url: `/deviceManagement/managedDevices${query}` })),
});
const asking: readonly Asking[] = [
  ...conditions.map((query) => ({ name: 'search', request: () => ({ path: `${management}/managedDevices${query}` }) })),
  { name: 'batch', request: () => ({ path: '/beta/$batch', body: steps }) },
  {
    name: 'import',
    request: () => ({ path: '/assist/managedDevices/import', body: imported((next % 20) * 1000, ++next) }),
  },
  { name: 'verification', request: () => ({ path: '/assist/auditEvents/verify()' }) },
];

if (import.meta.main) {
  const {
    origin = '',
    token = '',
    seconds,
    only = '',
  } = parseArgs({
    options: {
      origin: { type: 'string' },
      token: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string' },
    },
  }).values;
  const ending = performance.now() + Number(seconds) * 1000;
  const answered = new Map<string, number>();
  const chosen = asking.filter(({ name }) => name.includes(only));
  await Promise.all(
    chosen.map(async ({ name, request }) => {
      while (performance.now() < ending) {
        const { path, body } = request();
        const key = `${name} ${await ask(origin, token, path, body)}`;
        answered.set(key, (answered.get(key) ?? 0) + 1);
      }
    }),
  );
  console.log(
    [...answered]
      .sort()
      .map(([key, count]) => `${key}: ${count}`)
      .join(', '),
  );
}
