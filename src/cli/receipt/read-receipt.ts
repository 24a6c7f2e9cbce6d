import type { JSONWebKeySet } from 'jose';
import { at } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { disconnectsPath, type Value } from '../../client/resources.ts';
import { isGuid } from '../../core/guid.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { readText } from '../named-file.ts';

export const receiptArgument = {
  name: 'receipt',
  required: true,
  description: 'A file with the receipt, or the id of a disconnect, from assistd receipt list.',
} as const;

/** The receipt in a file, or a new one of the disconnect with that id. */
export async function readReceipt(given: string, graph: () => Promise<Graph>): Promise<string> {
  if (!isGuid(given)) return (await readText(given)).trim();
  const { value } = await (await graph()).get<Value<string>>(at(disconnectsPath, given, 'receipt()'));
  return value;
}

/** A key set that was saved from `/.well-known/jwks.json`. */
export async function readKeySet(file: string): Promise<JSONWebKeySet> {
  try {
    const value = JSON.parse(await readText(file)) as Partial<JSONWebKeySet>;
    if (Array.isArray(value.keys)) return { keys: value.keys };
  } catch (error) {
    if (error instanceof CommandFailure) throw error;
  }
  const help = 'Save it with: curl https://<the service>/.well-known/jwks.json > keys.json';
  throw new CommandFailure(exitCodes.usage, `${file} holds no key set: a JSON object with "keys"`, help);
}
