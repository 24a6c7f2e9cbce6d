import { at } from '../../client/address.ts';
import { disconnectsPath } from '../../client/resources.ts';
import { isGuid } from '../../core/guid.ts';
import { claimsOf } from '../../receipt/verify-receipt.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { printable } from '../terminal/printable.ts';
import { readReceipt, receiptArgument } from './read-receipt.ts';
import { receiptColumns } from './receipt-columns.ts';

export const receiptShow = command({
  name: 'receipt show',
  summary: 'Show what the receipt of a disconnect states.',
  description:
    'Of a file it shows what stands there, and does not say whether that is genuine: assistd receipt verify does. Of the id of a disconnect it asks the service for a new receipt; --jws and --html print it in the form to keep.',
  needs: 'assistd',
  prints: true,
  arguments: [receiptArgument],
  options: {
    jws: { kind: 'flag', description: 'The signed text alone, to be saved in a file.' },
    html: { kind: 'flag', description: 'The page for printing, of the id of a disconnect.' },
  },
  examples: [
    {
      line: 'assistd receipt show 6f1c4f0e-2f3b-4a57-9a3e-5d1f0c9b7e21 --jws > receipt.jws',
      does: 'Save the receipt of a disconnect.',
    },
    { line: 'assistd receipt show receipt.jws -o json', does: 'Everything that a receipt states.' },
  ],
  async run({ graph, result, terminal }, { arguments: { receipt: given }, options: { jws, html } }) {
    if (html) return terminal.write(await readPage(given, graph));
    const text = await readReceipt(given, graph);
    if (jws) return terminal.write(`${printable(text)}\n`);
    const claims = claimsOf(text);
    if (!claims)
      throw new CommandFailure(exitCodes.failed, `${given} holds no receipt: a JWS of three parts with dots`);
    await result.print(claims, receiptColumns);
    if (!isGuid(given)) terminal.note('Nobody has checked this yet: assistd receipt verify does.', 'yellow');
  },
});

async function readPage(given: string, graph: Parameters<typeof readReceipt>[1]): Promise<string> {
  if (!isGuid(given)) {
    throw new CommandFailure(exitCodes.usage, '--html is a page that the service makes: give the id of a disconnect');
  }
  return (await graph()).send('GET', at(disconnectsPath, given, 'receipt()'), { accept: 'text/html' });
}
