import { randomInt, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { connectAt } from './consent.ts';
import type { Site } from './site.ts';

/** What the clients of a site were told. */
export class Books {
  /** Disconnects that were answered 204, by tenant. */
  readonly disconnected = new Map<string, number>();
  sessions = 0;
  connected = 0;
  /** Consents whose page did not come back: what the partner gave for them, nobody may know of. */
  cutConsents = 0;
  answered = 0;
  /** Requests without an answer, and refusals that ask to come back. */
  cut = 0;
  unavailable = 0;
  /** Answers that nothing which happens to replicas and databases excuses. */
  readonly wrong: string[] = [];
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

const devices = '/beta/deviceManagement/managedDevices';
const partners = '/beta/deviceManagement/remoteAssistancePartners';

/** Clients of a site; disposing of them gives them up where they stand. */
export interface Load extends Disposable {
  /** Lets each come to its end: a disconnect that got 204. */
  end(): Promise<void>;
}

/** Every organisation of a site connects, asks for sessions and disconnects, over and over. */
export function startLoad(site: Site, books: Books): Load {
  const stop = new AbortController();
  const givenUp = new AbortController();
  const clients = Promise.all(
    site.tenantIds.map((tenantId) => keepConnecting(site, tenantId, books, stop.signal, givenUp.signal)),
  );
  clients.catch(() => {});
  return {
    async end() {
      stop.abort();
      await clients;
    },
    [Symbol.dispose]() {
      stop.abort();
      givenUp.abort();
    },
  };
}

async function keepConnecting(
  site: Site,
  tenantId: string,
  books: Books,
  stop: AbortSignal,
  givenUp: AbortSignal,
): Promise<void> {
  const token = await site.token(tenantId);
  const send = (method: string, path: string, body?: object) => once(books, site.origin, token, method, path, body);
  const until = async (method: string, path: string, wanted: number, body?: object) => {
    for (;;) {
      const reply = await send(method, path, body);
      if (reply?.status === wanted) return reply.text;
      await setTimeout(randomInt(20, 100), undefined, { signal: givenUp });
    }
  };
  const [partner] = (JSON.parse(await until('GET', partners, 200)) as { value: { id: string }[] }).value;
  const device = JSON.parse(await until('POST', devices, 201, { deviceName: 'KIOSK', serialNumber: tenantId })) as {
    id: string;
  };
  const at = `${partners}/${partner?.id}`;
  while (!stop.aborted) {
    const begun = await send('POST', `${at}/beginOnboarding`);
    if (begun?.status === 204) {
      const { onboardingUrl } = JSON.parse(await until('GET', at, 200)) as { onboardingUrl: string | null };
      const caller = { origin: site.origin, partnerId: partner?.id ?? '', token };
      if (onboardingUrl !== null) await consent(books, caller, onboardingUrl);
    }
    const asked = await send('POST', `${devices}/${device.id}/requestRemoteAssistance`);
    if (asked?.status === 204) books.sessions++;
    await setTimeout(randomInt(0, 120));
    if ((await send('POST', `${at}/disconnect`))?.status === 204) told(books, tenantId);
  }
  await until('POST', `${at}/disconnect`, 204);
  told(books, tenantId);
}

function told({ disconnected }: Books, tenantId: string): void {
  disconnected.set(tenantId, (disconnected.get(tenantId) ?? 0) + 1);
}

async function consent(books: Books, caller: Parameters<typeof connectAt>[0], onboardingUrl: string): Promise<void> {
  // Another account each time, by which our record and the partner's can be compared.
  const answer = { consent: 'allow', email: `${randomUUID()}@partner.example` };
  const page = await connectAt(caller, onboardingUrl, answer).catch((error: unknown) => {
    if (/ 500\b/.test(String(error))) books.wrong.push(String(error));
    return undefined;
  });
  if (page?.status === 200) books.connected++;
  else books.cutConsents++;
  const text = await page?.text().catch(() => '');
  // 502: it says that nothing stays connected, which is looked at in the end.
  if (page && page.status >= 500 && page.status !== 503 && page.status !== 502)
    books.wrong.push(`the consent page: ${page.status} ${text}`);
}

/** A connection for each request, so that each goes to a replica by chance. */
const agent = new Agent({ keepAlive: false });

/** `undefined` when no answer came. */
async function once(
  books: Books,
  origin: string,
  token: string,
  method: string,
  path: string,
  body?: object,
): Promise<Reply | undefined> {
  const reply = await new Promise<Reply | undefined>((resolve) => {
    const sent = request(`${origin}${path}`, {
      method,
      agent,
      timeout: 10_000,
      headers: { Authorization: `Bearer ${token}`, ...(body && { 'Content-Type': 'application/json' }) },
    });
    sent.on('error', () => resolve(undefined));
    sent.on('timeout', () => sent.destroy());
    sent.on('response', (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      answer.on('error', () => resolve(undefined));
    });
    sent.end(body && JSON.stringify(body));
  });
  if (reply) books.answered++;
  if (!reply) books.cut++;
  else if (reply.status === 503) books.unavailable++;
  // 409: connected already. 400: no partner is connected to open a session at.
  else if (![200, 201, 204, 400, 409].includes(reply.status)) {
    books.wrong.push(`${method} ${path}: ${reply.status} ${reply.text}`);
  }
  return reply;
}
