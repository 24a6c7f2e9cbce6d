import { command } from './command.ts';
import { CommandFailure, exitCodes } from './exit-codes.ts';

/** The command alone: what it runs is no part of the package that production installs (docs/decisions/0010-development-apart.md). */
export const dev = command({
  name: 'dev',
  summary: 'Run everything on loopback: service, sign-in, and a TeamViewer to try.',
  description: `Prints the addresses, a token, and the lines that connect a partner and disconnect it again. Nothing leaves this machine.

It reads a file of settings only where --config names one. The database, partners, issuers, keys and public origin it takes from its own flags alone, never from that file or from variables, and it works on no database that it did not make.`,
  settings: 'dev',
  arguments: [],
  options: {},
  examples: [
    { line: 'assistd dev', does: 'Start, with everything in memory.' },
    { line: 'assistd dev --database .assistd --port 8401', does: 'Keep the data, and listen elsewhere.' },
  ],
  run: async (context, { settings }) => (await development()).runDevelopment(context, settings),
});

async function development() {
  try {
    return await import('./dev/dev-run.ts');
  } catch (error) {
    if (!isLeftOut(error)) throw error;
    throw new CommandFailure(
      exitCodes.failed,
      'this installation has no development set-up',
      'It is in the package assistd: npx assistd dev.',
    );
  }
}

/** The file itself is missing, and not one that it needs. */
function isLeftOut(error: unknown): boolean {
  const { code, url } = error as NodeJS.ErrnoException & { readonly url?: string };
  return code === 'ERR_MODULE_NOT_FOUND' && /\/dev\/dev-run\.[jt]s$/.test(url ?? '');
}
