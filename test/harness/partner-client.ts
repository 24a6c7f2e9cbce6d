import { connectAt } from './consent.ts';

/** An administrator's programs and browser, for services that run outside of this process. */
export interface PartnerClient {
  create(displayName: string): Promise<string>;
  /** All the way to `onboarded`. */
  connect(id: string): Promise<void>;
  status(id: string): Promise<string>;
  /** The status of the answer; `undefined` when none came. */
  disconnect(id: string): Promise<number | undefined>;
}

export function partnerClient(origin: string, token: string): PartnerClient {
  const partners = `${origin}/beta/deviceManagement/remoteAssistancePartners`;
  const headers = { Authorization: `Bearer ${token}` };
  const get = async (id: string) =>
    (await (await fetch(`${partners}/${id}`, { headers })).json()) as Record<string, string>;
  return {
    async create(displayName) {
      const body = JSON.stringify({ displayName });
      const reply = await fetch(partners, {
        method: 'POST',
        headers: { ...headers, 'Content-Type': 'application/json' },
        body,
      });
      if (reply.status !== 201) throw new Error(`create answered ${reply.status}: ${await reply.text()}`);
      return ((await reply.json()) as { id: string }).id;
    },
    async connect(id) {
      const begun = await fetch(`${partners}/${id}/beginOnboarding`, { method: 'POST', headers });
      if (begun.status !== 204) throw new Error(`beginOnboarding answered ${begun.status}: ${await begun.text()}`);
      const { onboardingUrl = '' } = await get(id);
      const page = await connectAt({ origin, partnerId: id, token }, onboardingUrl);
      if (page.status !== 200) throw new Error(`the callback answered ${page.status}: ${await page.text()}`);
    },
    status: async (id) => (await get(id)).onboardingStatus ?? '',
    async disconnect(id) {
      try {
        return (await fetch(`${partners}/${id}/disconnect`, { method: 'POST', headers })).status;
      } catch {
        return undefined;
      }
    },
  };
}
