import { command } from './command.ts';
import { CommandFailure, exitCodes } from './exit-codes.ts';

/* The commands alone: what they run is no part of the package that production installs (docs/decisions/0013-development-apart.md). */

const probeFixture = {
  kind: 'text',
  value: 'FILE',
  description: 'Let the sandbox behave as a real account did: what assistd doctor --probe wrote.',
} as const;

export const dev = command({
  name: 'dev',
  summary: 'Run everything on loopback: service, sign-in, and a TeamViewer to try.',
  description: `Prints the addresses, a token, and the lines that connect a partner and disconnect it again. Nothing leaves this machine.

It reads a file of settings only where --config names one. The database, partners, issuers, keys and public origin it takes from its own flags alone, never from that file or from variables, and it works on no database that it did not make.`,
  settings: 'dev',
  options: {
    asGraph: {
      kind: 'flag',
      description:
        'Be graph.microsoft.com and login.microsoftonline.com as well, for whoever takes the port for http as their proxy (HTTPS_PROXY), and trusts the CA.',
    },
    exec: {
      kind: 'text',
      value: 'LINE',
      description:
        'Run this line of the shell once it serves, with what clients read of their environment; end with it, as it ends.',
    },
    failOnExcess: {
      kind: 'flag',
      description: 'Exit with 1 at the end if an application had permissions that none of its requests needed.',
    },
    quiet: { kind: 'flag', description: 'No line for each request.' },
    partner: {
      kind: 'text',
      value: 'PRODUCT',
      choices: ['meshcentral'],
      description: 'A real partner on this machine beside the sandbox: its server, and this machine as its device.',
    },
    yes: { kind: 'flag', description: 'Fetch what the partner needs without a question.' },
    probeFixture,
  },
  examples: [
    { line: 'assistd dev', does: 'Start, with everything in memory.' },
    { line: 'assistd dev --database .assistd --port 8401', does: 'Keep the data, and listen elsewhere.' },
    { line: "assistd dev --port 0 --exec 'npm test'", does: 'Run tests against it, and end with their exit code.' },
    { line: 'assistd dev --as-graph', does: 'Let scripts run unmodified that name graph.microsoft.com.' },
    { line: 'assistd dev --partner meshcentral', does: 'Ask for assistance on this machine, and open a real session.' },
  ],
  run: async (context, { settings, options }) =>
    (await unlessLeftOut(() => import('./dev/dev-run.ts'))).runDevelopment(context, settings, options),
});

export const sandbox = command({
  name: 'sandbox',
  summary: 'Run a TeamViewer of its own on loopback, to rehearse assistd serve with.',
  description:
    'It has the wire of the real one, and its own record of grants, sessions and calls. Prints what to put into connectors. With --folder it goes on where it was stopped, as a real partner would.',
  options: {
    port: { kind: 'number', value: 'PORT', default: 8402, description: 'Where it listens; 0 picks a free one.' },
    folder: { kind: 'text', value: 'FOLDER', description: 'Where it keeps what it knows; else in memory.' },
    publicOrigin: {
      kind: 'text',
      value: 'URL',
      default: 'http://localhost:8400',
      description: 'The publicOrigin of the assistd that people come back to.',
    },
    probeFixture,
  },
  examples: [
    { line: 'assistd sandbox --folder .sandbox', does: 'Beside an assistd serve on this machine.' },
    { line: 'assistd sandbox --public-origin https://assist.example.org', does: 'For one behind a name of its own.' },
    { line: 'assistd sandbox --probe-fixture teamviewer.json', does: 'As the real account that a probe asked.' },
  ],
  run: async (context, { options }) =>
    (await unlessLeftOut(() => import('./dev/sandbox-run.ts'))).runSandbox(context, options),
});

async function unlessLeftOut<T>(load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    if (!isLeftOut(error)) throw error;
    throw new CommandFailure(
      exitCodes.failed,
      'this installation has no development set-up',
      'It is in the package assistd: see docs/guide/cli.md.',
    );
  }
}

/** The file itself is missing, and not one that it needs: Node says so of a module and of a script, and the system of a file. */
function isLeftOut(error: unknown): boolean {
  return /^(Cannot find module|ENOENT: no such file or directory, open) '[^']*[\\/]dev[\\/](dev|sandbox)-run\.[cjt]+s'/.test(
    String((error as Error).message),
  );
}
