import type { JSONWebKeySet } from 'jose';
import { whyUnanswered } from '../../core/unanswered.ts';
import { type Verdict, verifyReceipt } from '../../receipt/verify-receipt.ts';
import { checkTimeStamp } from '../check-time-stamp.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { readText } from '../named-file.ts';
import { type Comparison, compareWithTrail } from './compare-with-trail.ts';
import { readKeySet, readReceipt, receiptArgument } from './read-receipt.ts';
import { receiptColumns } from './receipt-columns.ts';

export const receiptVerify = command({
  name: 'receipt verify',
  summary: 'Verify the receipt of a disconnect: its signature, and the audit trail.',
  description:
    'With --keys it asks nobody: the receipt is held against a key set that was saved from /.well-known/jwks.json of the service. Without it, the keys, the disconnect and the audit trail are read from the service that --graph names. What does not fit is named, and the command ends with 1; so it does for a receipt of a disconnect that was not over, unless --interim allows one.',
  needs: 'assistd',
  prints: true,
  arguments: [receiptArgument],
  options: {
    keys: { kind: 'text', value: 'FILE', description: 'A saved key set; then nobody is asked.' },
    authority: {
      kind: 'text',
      value: 'FILE',
      description: 'The certificate (PEM) of the time stamp authority, to verify a time stamp too.',
    },
    interim: { kind: 'flag', description: 'Accept the receipt of a disconnect that was not over.' },
  },
  examples: [
    { line: 'assistd receipt verify receipt.jws --keys keys.json', does: 'Offline.' },
    { line: 'assistd receipt verify receipt.jws', does: 'Against the service and its audit trail.' },
  ],
  async run(
    { graph: open, result, terminal },
    { arguments: { receipt: given }, options: { keys: file, authority, interim } },
  ) {
    const text = await readReceipt(given, open);
    const graph = file === undefined ? await open() : undefined;
    const verdict = await verifyReceipt(
      text,
      file === undefined ? await keysOf((await open()).origin) : await readKeySet(file),
    );
    const { claims } = verdict.kind === 'genuine' ? verdict.receipt : verdict;
    const compared = graph && claims ? await compareWithTrail(graph, claims, verdict.kind === 'genuine') : nothing;
    for (const text of compared.gone) terminal.note(`- not compared: ${text}`, 'yellow');
    const stamped = claims?.timeStamp
      ? checkTimeStamp(claims, 'the claim timeStamp', authority && (await readText(authority)))
      : undefined;
    if (authority !== undefined && !stamped) throw new CommandFailure(exitCodes.failed, `${given} has no time stamp`);
    const problems = [...signatureProblems(verdict), ...compared.differences, ...(stamped?.problems ?? [])];
    if (problems.length > 0) {
      for (const problem of problems) terminal.note(`- ${problem}`, 'red');
      throw new CommandFailure(exitCodes.failed, `${given} does not verify`);
    }
    if (claims) await result.print(claims, receiptColumns);
    if (claims && !claims.final && !interim) {
      const help = 'Get the final one when it is over; --interim accepts this one.';
      throw new CommandFailure(exitCodes.failed, 'it is genuine, and not final: the disconnect was not over', help);
    }
    const trail = graph && `the audit trail of ${graph.origin}`;
    const agrees = compared.gone.length > 0 ? `what is left of ${trail} agrees` : `${trail} has what it states`;
    const against = trail ? `, and ${agrees}` : '';
    if (stamped) terminal.note(stamped.told);
    terminal.note(`The receipt is genuine${against}.`, 'green');
  },
});

const nothing: Comparison = { differences: [], gone: [] };

function signatureProblems(verdict: Verdict): string[] {
  return verdict.kind === 'wrong' ? [verdict.problem] : [];
}

async function keysOf(origin: string): Promise<JSONWebKeySet> {
  const address = `${origin}/.well-known/jwks.json`;
  try {
    const response = await fetch(address, { redirect: 'error' });
    const value = (await response.json()) as Partial<JSONWebKeySet>;
    if (response.ok && Array.isArray(value.keys)) return { keys: value.keys };
  } catch (error) {
    throw new CommandFailure(exitCodes.unavailable, `cannot read ${address}: ${whyUnanswered(error)}`);
  }
  throw new CommandFailure(exitCodes.failed, `${address} is no key set`, 'Is this an assistd of this release?');
}
