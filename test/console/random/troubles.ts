import type { Page, Route } from 'playwright-core';
import type { Chance } from '../../faults/random/chance.ts';

const kinds = {
  lost: 3,
  gone: 2,
  slow: 3,
  unauthorized: 1,
  forbidden: 1,
  notFound: 1,
  conflict: 1,
  preconditionFailed: 0.5,
  throttled: 1,
  unavailable: 1,
  page: 1,
  pageOf502: 1,
  empty: 0.5,
} as const;

type Kind = keyof typeof kinds;

const answers: Readonly<Partial<Record<Kind, readonly [status: number, code: string]>>> = {
  unauthorized: [401, 'InvalidAuthenticationToken'],
  forbidden: [403, 'Forbidden'],
  notFound: [404, 'ResourceNotFound'],
  conflict: [409, 'Conflict'],
  preconditionFailed: [412, 'PreconditionFailed'],
  throttled: [429, 'TooManyRequests'],
  unavailable: [503, 'ServiceUnavailable'],
};

/** What goes wrong between the page and the service: one answer at a time, or the network altogether. */
export class Troubles {
  readonly #page: Page;
  #next: { readonly kind: Kind; readonly changes: boolean } | undefined;
  #held: (() => void)[] = [];
  #isOffline = false;
  #isEnded = false;

  constructor(page: Page) {
    this.#page = page;
  }

  static async on(page: Page): Promise<Troubles> {
    const troubles = new Troubles(page);
    await page.route(/\/(beta|assist)\//, (route) => troubles.#pass(route).catch(() => {}));
    await page.route('**/token', (route) =>
      troubles.#isEnded ? route.fulfill({ status: 400, json: { error: 'invalid_grant' } }) : route.continue(),
    );
    return troubles;
  }

  /** How many answers are kept back. */
  get heldCount(): number {
    return this.#held.length;
  }

  get isQuiet(): boolean {
    return !this.#isOffline && !this.#isEnded && this.#held.length === 0;
  }

  /** Has something go wrong with the next answer, of a change or of a question. */
  begin(chance: Chance): string {
    const kind = chance.weighted(kinds);
    const changes = chance.happens(0.6);
    this.#next = { kind, changes };
    return `the next answer to a ${changes ? 'change' : 'question'}: ${kind}`;
  }

  async offline(is: boolean): Promise<void> {
    this.#isOffline = is;
    await this.#page.context().setOffline(is);
  }

  /** The issuer takes the person's sign-in for ended. */
  signOut(): void {
    this.#isEnded = true;
  }

  /** Has all of it over. */
  async end(): Promise<void> {
    this.#isEnded = false;
    this.release();
    await this.offline(false);
  }

  get isEnded(): boolean {
    return this.#isEnded;
  }

  get isOffline(): boolean {
    return this.#isOffline;
  }

  /** Lets through what was kept back. */
  release(): void {
    for (const go of this.#held.splice(0)) go();
  }

  async #pass(route: Route): Promise<void> {
    const request = route.request();
    if (this.#isEnded) return route.fulfill({ status: 401, json: { error: { code: 'InvalidAuthenticationToken' } } });
    const isChange = request.method() !== 'GET' && !request.url().endsWith('/$batch');
    const next = this.#next;
    if (!next || next.changes !== isChange) return route.continue();
    this.#next = undefined;
    const answer = answers[next.kind];
    if (answer) {
      const [status, code] = answer;
      const headers = { 'Retry-After': '1' };
      return route.fulfill({ status, headers, json: { error: { code, message: 'As it was asked for.' } } });
    }
    switch (next.kind) {
      case 'lost':
        await route.fetch();
        return route.abort('connectionreset');
      case 'gone':
        return route.abort('connectionrefused');
      case 'slow':
        await new Promise<void>((go) => this.#held.push(go));
        return route.continue();
      case 'page':
        return route.fulfill({ status: 200, contentType: 'text/html', body: '<h1>Welcome to the hotel</h1>' });
      case 'pageOf502':
        return route.fulfill({ status: 502, contentType: 'text/html', body: '<h1>Bad gateway</h1>' });
      default:
        return route.fulfill({ status: 200, contentType: 'application/json', body: '' });
    }
  }
}
