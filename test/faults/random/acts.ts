import { randomUUID } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import type { Books } from './books.ts';
import { consent, delegate } from './consents.ts';
import { look } from './look.ts';
import { type Actor, connectorNames, devicesOfTenant, type Step } from './plan.ts';
import { automation } from './stage.ts';
import { trouble } from './trouble.ts';
import { type Play, written } from './writes.ts';

const graphPartners = '/beta/deviceManagement/remoteAssistancePartners';
const graphDevices = '/beta/deviceManagement/managedDevices';

/** Takes the steps of an actor one after the other. */
export async function perform(play: Play, who: Actor, steps: readonly Step[], stop: AbortSignal): Promise<void> {
  for (const step of steps) {
    await setTimeout(step.afterMs, undefined, { signal: stop }).catch(() => {});
    if (stop.aborted) return;
    await (who === 'weather' ? trouble(play, step) : act(play, who, step));
    play.books.taken++;
  }
}

async function act(play: Play, who: Actor, step: Step): Promise<void> {
  const { stage, books } = play;
  const { which, does } = step;
  const read = (path: string) => stage.ask(who, which, 'GET', path);
  const list = async (path: string) => ((await read(path))?.json?.value ?? []) as readonly Record<string, string>[];
  const one = <T>(values: readonly T[]): T | undefined => values[which % Math.max(1, values.length)];
  const write = (path: string, tells?: string, body?: object, method = 'POST') =>
    written(play, who, step, { method, path, tells, body });
  const partner = async () => one(await list(graphPartners));
  const isFabrikam = who === 'fabrikam';
  const tenantId = isFabrikam ? stage.tenants.fabrikam : stage.tenants.contoso;
  const device = deviceOf(who, which);

  switch (does) {
    case 'connect':
    case 'deny': {
      const found = await partner();
      const id = found?.id;
      if (id === undefined) return;
      const anew = books.end({ partnerId: id });
      const begun = await write(`${graphPartners}/${id}/beginOnboarding`, 'BeginOnboarding RemoteAssistancePartner');
      if (begun) anew.over = books.next();
      if (begun?.status !== 204) return;
      const email = `${randomUUID()}@partner.example`;
      // Those that the service provides have ids of version 8, and the name of their connector.
      const connector = id[14] === '8' ? found?.displayName : undefined;
      books.consents.push({ email, tenantId, partnerId: id, connector, begun: books.next() });
      const shown = await read(`${graphPartners}/${id}`);
      const url = shown?.json?.onboardingUrl as string | undefined;
      if (url && stage.mesh && /\bMeshCentral\b/.test(found?.displayName ?? ''))
        return delegate(play, who, step, { partnerId: id, url, device: deviceOf(who, 0) });
      if (url) await consent(play, who, step, id, url, { consent: does === 'connect' ? 'allow' : 'deny', email });
      return;
    }
    case 'ask': {
      const partnerId = which % 3 > 0 ? undefined : (await partner())?.id;
      const path = partnerId === undefined ? graphDevices : '/assist/managedDevices';
      const body = partnerId === undefined ? undefined : { partnerId };
      await write(`${path}/${device}/requestRemoteAssistance`, 'RequestRemoteAssistance ManagedDevice', body);
      return;
    }
    case 'join': {
      const session = one(await list(`/assist/sessions?$filter=${encodeURIComponent("status eq 'open'")}`));
      if (session)
        await written(play, who, step, { method: 'GET', path: `/assist/sessions/${session.id}/supporterUrl()` });
      return;
    }
    case 'close': {
      const live = await list(`/assist/sessions?$filter=${encodeURIComponent("status in ('open','requested')")}`);
      const session = one(live);
      if (session) await write(`/assist/sessions/${session.id}/close`);
      return;
    }
    case 'disconnect':
    case 'disconnectAsGraph': {
      const id = (await partner())?.id;
      if (id !== undefined) await disconnect(play, who, step, id);
      return;
    }
    case 'remove': {
      const id = (await partner())?.id;
      if (id === undefined) return;
      books.end({ partnerId: id });
      await write(`${graphPartners}/${id}`, 'Delete RemoteAssistancePartner', undefined, 'DELETE');
      return;
    }
    case 'create': {
      await write(graphPartners, 'Create RemoteAssistancePartner', { displayName: one(connectorNames) });
      return;
    }
    case 'addDevice':
    case 'importDevices': {
      if (does === 'addDevice') await write(graphDevices, 'Create ManagedDevice', recordOf(device));
      else await write('/assist/managedDevices/import', undefined, { devices: [recordOf(device)] });
      return;
    }
    case 'removeDevice':
      await write(`${graphDevices}/${device}`, 'Delete ManagedDevice', undefined, 'DELETE');
      return;
    case 'retry': {
      const owed = one(await list(`/assist/obligations?$filter=${encodeURIComponent("status eq 'failing'")}`));
      if (owed) await write(`/assist/obligations/${owed.id}/retry`, 'Retry Obligation');
      return;
    }
    case 'look':
      return look(play, who, which);
    case 'disconnectTenant': {
      const of = { tenantId: one([stage.tenants.contoso, stage.tenants.fabrikam]) ?? '' };
      await ending(play, who, step, `/assist/tenants/${of.tenantId}/disconnect`, of);
      return;
    }
    case 'suspend':
    case 'resume':
      await write(`/assist/tenants/${stage.tenants.fabrikam}/${does}`);
      return;
    case 'sever': {
      const connector = one(connectorNames) ?? '';
      await ending(play, who, step, `/assist/connectors/${connector}/sever`, { connector });
      return;
    }
    case 'restore':
      await write(`/assist/connectors/${one(connectorNames)}/restore`);
      return;
    case 'revokeCaller':
      await write(`/assist/callers/${automation}/revoke`, 'Revoke Caller', {});
      return;
  }
}

const deviceOf = (who: Actor, which: number) =>
  `00000000-0000-4000-${who === 'fabrikam' ? '9' : '8'}000-00000000000${1 + (which % devicesOfTenant)}`;

const recordOf = (id: string) => ({ id, deviceName: `PC-${id.at(-1)}`, serialNumber: id });

/** What an organisation begins with: devices, and a partner that is connected. */
export async function begin(play: Play, who: Actor): Promise<void> {
  const devices = Array.from({ length: devicesOfTenant }, (_, index) => recordOf(deviceOf(who, index)));
  const sent = { method: 'POST', path: '/assist/managedDevices/import', body: { devices } };
  await written(play, who, { which: 0, does: 'importDevices' }, sent);
  await act(play, who, { which: 0, does: 'connect', afterMs: 0 });
}

/** A disconnect with a ticket, by which it is found again. */
async function ending(play: Play, who: Actor, step: Step, path: string, of: Books['endings'][number]['of']) {
  const ticket = randomUUID();
  const noted = play.books.end(of, ticket);
  const partner = of.partnerId !== undefined;
  const tells = partner ? 'Disconnect RemoteAssistancePartner' : undefined;
  const reply = await written(play, who, step, { method: 'POST', path, tells, body: { ticket } });
  noted.status = reply?.status;
  // A severance comes to its organisations behind its answer.
  if (reply && of.connector === undefined) noted.over = play.books.next();
  return reply;
}

/** Disconnects, and looks whether what was open can be joined from then on. */
async function disconnect(play: Play, who: Actor, step: Step, partnerId: string): Promise<void> {
  const { stage, books } = play;
  const filter = encodeURIComponent(`partnerId eq '${partnerId}' and status eq 'open'`);
  const open = await stage.ask(who, step.which, 'GET', `/assist/sessions?$filter=${filter}`);
  const asGraph = step.does === 'disconnectAsGraph' ? books.end({ partnerId }) : undefined;
  const reply =
    step.does === 'disconnect'
      ? await ending(play, who, step, `/assist/partners/${partnerId}/disconnect`, { partnerId })
      : await written(play, who, step, {
          method: 'POST',
          path: `${graphPartners}/${partnerId}/disconnect`,
          tells: 'Disconnect RemoteAssistancePartner',
        });
  if (reply && asGraph) asGraph.over = books.next();
  if (reply?.status !== 204) return;
  for (const { id } of (open?.json?.value ?? []).slice(0, 2)) {
    // By another replica, where there is one.
    const path = `/assist/sessions/${id}/supporterUrl()`;
    const given = await stage.ask(who, (step.which >> 4) + 1, 'GET', path);
    if (given?.status === 200 && given.json.value !== null) books.wrong.push(`after 204 ${path} gives ${given.text}`);
  }
}
