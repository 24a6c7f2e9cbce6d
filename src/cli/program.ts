import { Command } from 'commander';
import { SettingsInvalid } from '../settings.ts';
import { devCommand } from './dev.ts';
import { serveCommand } from './serve.ts';

/** Runs the command line. What goes wrong is told on standard error, and by the exit code: 2 for wrong settings, 1 for the rest. */
export async function run(argv: readonly string[]): Promise<void> {
  const program = new Command('assistd')
    .description('A self-hosted remote-assistance service that speaks Microsoft Graph.')
    .showHelpAfterError();
  devCommand(program);
  serveCommand(program);
  try {
    await program.parseAsync(argv);
  } catch (error) {
    const settings = error instanceof SettingsInvalid;
    const heading = settings ? 'These settings are wrong:\n  ' : '';
    const message = error instanceof Error ? error.message.replaceAll('\n', '\n  ') : String(error);
    process.stderr.write(`assistd: ${heading}${message}\n`);
    process.exitCode = settings ? 2 : 1;
  }
}
