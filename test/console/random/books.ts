import type { Request } from 'playwright-core';
import type { Reply, World } from '../../harness/world.ts';

/** What somebody pressed. */
export interface Press {
  readonly name: string;
  readonly inDialog: boolean;
}

interface Sent {
  readonly press: Press | undefined;
  readonly method: string;
  readonly path: string;
  readonly id: string;
}

/** What ends or takes away something: it has to be asked before. */
const dangerous = [
  /^POST .*\/(disconnect|sever|restore|suspend|resume|revoke|close)$/,
  /^DELETE /,
  /^POST .*\/managedDevices\/import$/,
];

/** What the page sent, and which press it came of. */
export class Books {
  readonly #sent: Sent[] = [];
  readonly #ids = new Set<string>();
  /** What may end something without a question: the words of the button that gives up a consent which is awaited. */
  readonly #withoutQuestion: ReadonlySet<string>;
  #press: Press | undefined;
  #since = 0;

  constructor(withoutQuestion: readonly string[]) {
    this.#withoutQuestion = new Set(withoutQuestion);
  }

  /** From now on what is sent comes of this press, or of none. */
  begin(press?: Press): void {
    this.#press = press;
    this.#since = this.#sent.length;
  }

  note(request: Request): void {
    const url = new URL(request.url());
    if (!/^\/(beta|assist|v1\.0)\//.test(url.pathname)) return;
    const id = request.headers()['client-request-id'] ?? '';
    this.#ids.add(id);
    const method = request.method();
    if (method === 'GET' || url.pathname.endsWith('/$batch')) return;
    this.#sent.push({ press: this.#press, method, path: url.pathname, id });
  }

  /** What was sent since, and should not have been. */
  faults(): string[] {
    const now = this.#sent.slice(this.#since);
    const found: string[] = [];
    for (const { press, method, path } of now) {
      const said = `${method} ${path}`;
      const asked = press?.inDialog || (press !== undefined && this.#withoutQuestion.has(press.name));
      if (dangerous.some((pattern) => pattern.test(said)) && !asked)
        found.push(`${said} was sent without a question, of ${JSON.stringify(press ?? 'no press')}`);
    }
    const byTarget = Map.groupBy(now, ({ method, path }) => `${method} ${path}`);
    for (const [target, all] of byTarget) {
      const wishes = new Set(all.map(({ id }) => id));
      if (wishes.size > 1) found.push(`${target} was sent ${wishes.size} times of one press`);
    }
    return found;
  }

  /** What the trail says that was done with the console, and that the console has not asked for. */
  async against(world: World): Promise<string[]> {
    const found: string[] = [];
    let next = `/beta/deviceManagement/auditEvents?$filter=actor/applicationDisplayName eq 'assistd console'`;
    while (next) {
      const { json }: Reply = await world.send('GET', next);
      for (const { correlationId, displayName } of json.value as { correlationId: string; displayName: string }[]) {
        if (!this.#ids.has(correlationId)) found.push(`${displayName} was done, and asked for by nobody`);
      }
      const link: string | undefined = json['@odata.nextLink'];
      next = link ? link.slice(new URL(link).origin.length) : '';
    }
    return found;
  }
}
