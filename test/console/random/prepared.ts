import { startWorld, until, type World } from '../../harness/world.ts';
import { addDevices } from '../stage.ts';

/** A world in which there is something of everything: devices, two partners, a session that somebody is in, a disconnect that is proven. */
export async function preparedWorld(): Promise<World> {
  const host = 'acme.screenconnect.example';
  const connectors = [{ name: 'ScreenConnect', product: 'urlLaunch', preset: 'screenconnect', host }];
  const world = await startWorld({ settings: { connectors } });
  const { clock, sandbox, service } = world;
  await addDevices(world, 8);
  const { json } = await world.send('GET', '/v1.0/deviceManagement/remoteAssistancePartners');
  const partner = json.value.find(({ displayName }: { displayName: string }) => displayName === 'TeamViewer').id;
  await world.connect(partner);
  await world.send('POST', `/v1.0/deviceManagement/remoteAssistancePartners/${partner}/disconnect`);
  await world.connect(partner);
  const devices = await world.send('GET', '/v1.0/deviceManagement/managedDevices?$orderby=deviceName&$top=2');
  for (const { id } of devices.json.value) {
    await world.send('POST', `/assist/managedDevices/${id}/requestRemoteAssistance`, { body: { partnerId: partner } });
  }
  const session = await until('a session is open', () => sandbox.sessions[0]);
  sandbox.connect(session.code, 'Grace Hopper');
  clock.turn(60_000);
  await service.obligations.idle();
  return world;
}
