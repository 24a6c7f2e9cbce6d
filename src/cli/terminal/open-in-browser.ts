import { CommandFailure, exitCodes } from '../exit-codes.ts';
import type { Terminal } from './terminal.ts';

/** Opens a page that a server named; nothing but a web page, whatever else the system could open. */
export async function openInBrowser(url: string, terminal: Terminal): Promise<void> {
  if (!/^https?:$/.test(URL.parse(url)?.protocol ?? '')) {
    throw new CommandFailure(exitCodes.failed, `this is no web page: ${JSON.stringify(url)}`);
  }
  const { default: open } = await import('open');
  const browser = await open(url);
  browser.on('error', () => terminal.note(`No browser could be opened. Open this page yourself: ${url}`));
}
