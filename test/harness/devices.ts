import type { Reply, World } from './world.ts';

export const devicesPath = '/v1.0/deviceManagement/managedDevices';

/** Adds a device to the inventory of the caller's organisation, over HTTP. */
export async function addDevice(
  world: World,
  device: Readonly<Record<string, unknown>> = {},
  token?: string,
): Promise<{ readonly id: string; readonly [name: string]: unknown }> {
  const body = { deviceName: 'DESKTOP-1', serialNumber: 'SN-1', userPrincipalName: 'vance@contoso.example', ...device };
  const reply = await world.send('POST', devicesPath, { body, ...(token !== undefined && { token }) });
  if (reply.status !== 201) throw new Error(`a device was not created: ${reply.status} ${reply.text}`);
  return reply.json;
}

/** What a client polls after it has asked for remote assistance. */
export function readLink(world: World, id: string): Promise<Reply> {
  const select = 'id,remoteAssistanceSessionUrl,remoteAssistanceSessionErrorDetails,deviceActionResults';
  return world.send('GET', `${devicesPath}/${id}?$select=${select}`);
}

export function requestAssistance(world: World, id: string): Promise<Reply> {
  return world.send('POST', `${devicesPath}/${id}/requestRemoteAssistance`);
}
