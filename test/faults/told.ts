import type { Outside } from '../harness/outside.ts';

/** The items of a list, as an administrator of the organisation reads them. */
export async function told(outside: Outside, path: string): Promise<readonly Record<string, unknown>[]> {
  const headers = { Authorization: `Bearer ${await outside.token()}` };
  const answer = await fetch(outside.settings.publicOrigin + path, { headers });
  if (answer.status !== 200) throw new Error(`GET ${path} answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { value: Record<string, unknown>[] }).value;
}

/** What is owed of a kind, newest first. */
export const owed = (outside: Outside, kind: string) =>
  told(outside, `/assist/obligations?$filter=${encodeURIComponent(`kind eq '${kind}'`)}`);
