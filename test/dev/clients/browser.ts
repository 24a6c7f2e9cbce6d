/** What a person with a browser does: follows redirects with cookies, and chooses who to be on the sign-in page. */
export class Browser {
  readonly #cookies = new Map<string, string>();

  /** Opens `url` as `username`; ends at the first URL that begins with `until`, or at a page that is no sign-in. */
  async open(url: string, username: string, until: string): Promise<{ url: string; page: string }> {
    let next: { url: string; form?: URLSearchParams } = { url };
    for (let step = 0; step < 10; step++) {
      if (next.url.startsWith(until)) return { url: next.url, page: '' };
      const response = await fetch(next.url, {
        method: next.form ? 'POST' : 'GET',
        body: next.form ?? null,
        redirect: 'manual',
        headers: { cookie: [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      });
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        this.#cookies.set(name, value);
      }
      const location = response.headers.get('location');
      const page = await response.text();
      if (location !== null) next = { url: new URL(location, next.url).href };
      else if (next.form === undefined && page.includes(`value="${username}"`)) {
        next = { url: next.url, form: new URLSearchParams({ username }) };
      } else return { url: next.url, page };
    }
    throw new Error(`too many redirects, the last to ${next.url}`);
  }
}
