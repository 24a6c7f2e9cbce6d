/** A person's browser, as far as a consent needs one: it keeps cookies, and follows where it is sent. */
export class Person {
  readonly #cookies = new Map<string, string>();

  /** One request, with the cookies that this browser has. */
  async ask(url: string | URL, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { ...(init.headers as Record<string, string>), ...(cookie && { Cookie: cookie }) };
    const answer = await fetch(url, { redirect: 'manual', ...init, headers });
    for (const each of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = (each.split(';')[0] ?? '').split('=');
      this.#cookies.set(name, value);
    }
    return answer;
  }

  /** From the `onboardingUrl` to the partner's page, by the start page where there is one. */
  async goOn(onboardingUrl: string): Promise<string> {
    if (new URL(onboardingUrl).pathname !== '/connect/start') return onboardingUrl;
    const start = await this.ask(onboardingUrl);
    if (start.status !== 200) throw new Error(`the start page answered ${start.status}: ${await start.text()}`);
    const left = await this.ask(onboardingUrl, { method: 'POST' });
    const page = left.headers.get('location');
    if (page === null) throw new Error(`the start page led nowhere: ${left.status} ${await left.text()}`);
    return page;
  }

  /** Consents, and gives where the partner sends this browser. */
  async consent(
    onboardingUrl: string,
    answer: Readonly<Record<string, string>> = { consent: 'allow' },
  ): Promise<string> {
    const page = new URL(await this.goOn(onboardingUrl));
    for (const [name, value] of Object.entries(answer)) page.searchParams.set(name, value);
    return (await this.ask(page)).headers.get('location') ?? '';
  }
}

/**
 * Consents at an `onboardingUrl` as an administrator with a browser does, and confirms the account where that is asked for.
 * @returns the page that the browser came back to
 */
export async function connectAt(
  { origin, partnerId, token }: { readonly origin: string; readonly partnerId: string; readonly token: string },
  onboardingUrl: string,
  answer?: Readonly<Record<string, string>>,
): Promise<Response> {
  const person = new Person();
  const page = await person.ask(await person.consent(onboardingUrl, answer));
  const headers = { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' };
  const partner = `${origin}/assist/partners/${partnerId}`;
  const awaited = (await (await fetch(`${partner}/awaitedConsent()`, { headers })).json()) as Record<string, string>;
  if (page.status !== 200 || awaited.status !== 'parked') return page;
  const body = JSON.stringify({ accountId: awaited.accountId });
  const confirmed = await fetch(`${partner}/confirmConsent`, { method: 'POST', headers, body });
  if (confirmed.status !== 204)
    throw new Error(`confirmConsent answered ${confirmed.status}: ${await confirmed.text()}`);
  return page;
}
