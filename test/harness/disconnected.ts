import type { JSONWebKeySet } from 'jose';
import { addDevice, requestAssistance } from './devices.ts';
import { until, type World } from './world.ts';

export const partnersPath = '/v1.0/deviceManagement/remoteAssistancePartners';

/** A disconnect as a client reads it, and the session that it ended. */
export interface Disconnected {
  readonly id: string;
  readonly session: string;
}

/** Connects the partner, opens a session on a device of that name, and disconnects. */
export async function disconnected(world: World, partner: string, deviceName = 'DESKTOP-1'): Promise<Disconnected> {
  await world.connect(partner);
  const { id: device } = await addDevice(world, { deviceName });
  await requestAssistance(world, device);
  const session = await until('the session is open', async () => {
    const { json } = await world.send('GET', `/assist/sessions?$filter=deviceId eq '${device}' and status eq 'open'`);
    return json.value[0]?.id as string | undefined;
  });
  const { status, text } = await world.send('POST', `${partnersPath}/${partner}/disconnect`);
  if (status !== 204) throw new Error(`disconnect answered ${status}: ${text}`);
  return { id: (await newestDisconnect(world)).id, session };
}

export async function newestDisconnect(world: World) {
  const { json } = await world.send('GET', '/assist/disconnects?$top=1');
  return json.value[0];
}

/** Waits for its end. */
export function disconnectOver(world: World, id: string) {
  return until('the disconnect is over', async () => {
    const { json } = await world.send('GET', `/assist/disconnects/${id}`);
    return json.completedDateTime && json;
  });
}

export async function receiptOf(world: World, id: string): Promise<string> {
  const { status, json, text } = await world.send('GET', `/assist/disconnects/${id}/receipt()`);
  if (status !== 200) throw new Error(`receipt() answered ${status}: ${text}`);
  return json.value;
}

export async function receiptKeysOf(world: World): Promise<JSONWebKeySet> {
  return (await world.send('GET', '/.well-known/jwks.json', { token: null })).json;
}
