import { randomUUID } from 'node:crypto';
import type { Books } from './books.ts';
import type { Actor, Plan, Step } from './plan.ts';
import type { Reply, Stage } from './stage.ts';

/** A run as those who act in it see it. */
export interface Play {
  readonly stage: Stage;
  readonly books: Books;
  readonly plan: Plan;
}

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly tells?: string | undefined;
  readonly body?: object | undefined;
}

/** Sends what changes something, and notes what came of it. */
export async function written(
  { stage, books }: Play,
  who: Actor,
  step: Pick<Step, 'which' | 'does'>,
  { method, path, tells, body }: Sent,
): Promise<Reply | undefined> {
  const id = randomUUID();
  const reply = await stage.ask(who, step.which >> 4, method, path, { id, ...(body && { body }) });
  books.writes.push({ id, what: `${who}: ${method} ${path}`, status: reply?.status, tells });
  books.tell(
    who,
    step,
    `${method} ${path}: ${reply ? `${reply.status} ${reply.status >= 400 ? reply.text : ''}` : 'no answer'}`,
  );
  // 401: the clock of the services is not that of whoever issues tokens just now, or the caller was revoked.
  const known = [200, 201, 204, 400, 401, 403, 404, 409, 503];
  if (reply && !known.includes(reply.status)) books.wrong.push(`${method} ${path}: ${reply.status} ${reply.text}`);
  return reply;
}
