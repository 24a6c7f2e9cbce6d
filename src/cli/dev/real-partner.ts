import { hostname, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Development } from '../../dev/development.ts';
import { hasAgent } from '../../dev/meshcentral/agent.ts';
import { connect, deskConnector } from '../../dev/meshcentral/connect.ts';
import { type Desk, startDesk } from '../../dev/meshcentral/desk.ts';
import { canAsk } from '../../dev/meshcentral/display.ts';
import { install, isInstalled, size, version } from '../../dev/meshcentral/program.ts';
import { tetheredFolder } from '../../dev/meshcentral/tethered.ts';
import type { ConnectorSettings } from '../../partner/registry.ts';
import type { Settings } from '../../settings/schema.ts';
import { demandYes } from '../asked.ts';
import type { Context } from '../context.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

/** A real MeshCentral on loopback, and this machine as its device, gone with the program. */
export interface RealPartner extends AsyncDisposable {
  readonly connector: ConnectorSettings;
  /** Connects the first organisation. @returns what a newcomer needs to open a session */
  connect(development: Development): Promise<string>;
}

/** @throws CommandFailure where it cannot be had, or is not wanted */
export async function startRealPartner(context: Context, settings: Settings, yes: boolean): Promise<RealPartner> {
  if (!hasAgent) {
    throw new CommandFailure(exitCodes.usage, 'MeshCentral has an agent here for Linux on x86-64 alone');
  }
  if (settings.database !== 'memory') {
    throw new CommandFailure(exitCodes.usage, '--partner is for --database memory: the partner is new at each start');
  }
  const program = resolve(settings.dataFolder, 'meshcentral');
  await fetched(context, program, yes);
  await using owned = new AsyncDisposableStack();
  const { path: folder } = owned.use(tetheredFolder(join(tmpdir(), 'assistd-meshcentral-')));
  // Somebody sits at this screen, and is asked. Another user than this one could not show anything on it.
  const display = process.getuid?.() === 0 ? undefined : context.environment.DISPLAY;
  const asks = display !== undefined && canAsk();
  const desk = owned.use(
    await context.terminal.waiting('Starting MeshCentral and its agent', () =>
      startDesk({ program, folder, groupName: 'This machine', display, signal: context.signal }),
    ),
  );
  // Ctrl+C meanwhile: what was started goes as well.
  context.signal.throwIfAborted();
  const stack = owned.move();
  return {
    connector: deskConnector(desk, asks ? 'ask' : 'none'),
    async connect({ service, issuer }) {
      const [, client] = issuer.directory.clients;
      const [user] = issuer.directory.users;
      const token = await issuer.mint({
        clientId: client?.clientId ?? '',
        userPrincipalName: user?.userPrincipalName ?? '',
      });
      await connect(desk, service.origin, token);
      const device = await imported(service.origin, token, context.signal);
      return told(desk, consentText(display, asks), `${service.origin}/v1.0/deviceManagement/managedDevices/${device}`);
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function fetched({ terminal, signal }: Context, program: string, yes: boolean): Promise<void> {
  if (isInstalled(program)) return;
  if (!yes && !terminal.interactive) {
    throw new CommandFailure(exitCodes.usage, 'nobody is there to be asked: say --yes to fetch MeshCentral from npm');
  }
  const what = `MeshCentral ${version} (Apache-2.0) is fetched from npm into ${program}: ${size}.`;
  if (yes) terminal.note(what);
  else await demandYes(terminal, `${what} Go on?`, signal);
  await terminal.waiting('Fetching MeshCentral', () => install(program, signal));
}

/** The device's id here, once it was brought from the partner. */
async function imported(origin: string, token: string, signal: AbortSignal): Promise<string> {
  const url = `${origin}/v1.0/deviceManagement/managedDevices?$select=id&$filter=deviceName eq '${hostname()}'`;
  while (!signal.aborted) {
    const answer = await fetch(url, { headers: { Authorization: `Bearer ${token}` }, signal });
    const [device] = ((await answer.json()) as { value: { id: string }[] }).value;
    if (device) return device.id;
    await setTimeout(200, undefined, { signal });
  }
  throw new Error('stopped');
}

/** Who is asked before somebody is let in. */
function consentText(display: string | undefined, asks: boolean): string {
  if (asks) return `You are asked on ${display} before somebody is let in.`;
  if (display === undefined) return 'Nobody is asked before somebody is let in: no screen of yours is known (DISPLAY).';
  return 'Nobody is asked before somebody is let in: install zenity, kdialog or xmessage to be asked.';
}

function told({ central, person, hasDesktop }: Desk, consent: string, device: string): string {
  return `
MeshCentral, with this machine as its device (${hasDesktop ? 'desktop, terminal and files' : 'terminal and files'}). ${consent}
Its agent opens one UDP port for WebRTC on every address, which nothing here uses and MeshCentral has no switch for; all else is on loopback.
  ${central.url}/?key=${central.loginKey.reveal()}
  sign in as ${person.user} with the password ${person.password.reveal()}

Ask for assistance on this machine, and open the link in a browser; its certificate is MeshCentral's own:
  curl -s -X POST -H "Authorization: Bearer $TOKEN" ${device}/requestRemoteAssistance
  sleep 1; curl -s -H "Authorization: Bearer $TOKEN" '${device}?$select=remoteAssistanceSessionUrl' | sed 's/.*"remoteAssistanceSessionUrl":"\\([^"]*\\)".*/\\1/'
`;
}
