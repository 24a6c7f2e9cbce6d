import { TurnableClock } from '../../core/clock.ts';
import { startKeptSandbox } from '../../dev/kept-sandbox.ts';
import type { Context } from '../context.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { played } from './played.ts';

interface SandboxSettings {
  readonly port: number;
  readonly folder: string | undefined;
  readonly publicOrigin: string;
  readonly probeFixture: string | undefined;
}

/** Runs until the process is told to stop. @throws CommandFailure */
export async function runSandbox({ terminal, signal }: Context, settings: SandboxSettings): Promise<void> {
  const { port, folder, publicOrigin, probeFixture } = settings;
  const callback = URL.parse('/connect/callback', publicOrigin);
  if (!callback) throw new CommandFailure(exitCodes.usage, `--public-origin must be a URL, not ${publicOrigin}`);
  await using owner = new AsyncDisposableStack();
  const sandbox = await startKeptSandbox(owner, folder, {
    clock: new TurnableClock(),
    port,
    ...played(probeFixture),
  });
  sandbox.registerRedirectUri(callback.href);
  const { origin, authorizeUrl, clientId, clientSecret } = sandbox;
  const connector = {
    ...{ name: 'TeamViewer', product: 'teamviewer', clientId, clientSecret: clientSecret.reveal() },
    ...{ apiBase: origin, authorizeUrl },
  };
  await terminal.write(`assistd sandbox: a TeamViewer on ${origin}; what it knows: ${origin}/sandbox/grants. Stop with Ctrl+C.

For the assistd at ${publicOrigin}, in its settings:
  "connectors": [${JSON.stringify(connector)}]
`);
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => resolve());
    for (const each of ['SIGTERM', 'SIGHUP'] as const) process.on(each, () => resolve());
  });
}
