import type { Caller } from '../../identity/caller.ts';
import type { Call, Client } from '../call.ts';

type By = Pick<Call, 'caller' | 'client'>;

/** Who asked, as JSON: what is done later on their behalf is told as theirs in every trail. */
export function writtenActor({ caller, client }: By): string {
  return JSON.stringify({ caller: { ...caller, permissions: [...caller.permissions], withheld: undefined }, client });
}

export function readActor(written: string): By {
  const { caller, client } = JSON.parse(written) as {
    caller: Omit<Caller, 'permissions'> & { permissions: string[] };
    client: Client;
  };
  return { caller: { ...caller, permissions: new Set(caller.permissions) }, client };
}
