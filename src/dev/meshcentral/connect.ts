import { neededBits } from '../../partner/meshcentral/rights.ts';
import type { ConnectorSettings } from '../../partner/registry.ts';
import { Administrator } from './administrator.ts';
import type { Desk } from './desk.ts';

/** The settings of the connector that speaks to a desk. */
export function deskConnector(desk: Desk, consent: 'ask' | 'none'): ConnectorSettings {
  const { url, loginKey, caFile } = desk.central;
  return {
    product: 'meshcentral',
    name: 'MeshCentral',
    callsAtOnce: 16,
    url,
    domain: '',
    loginKey,
    operator: desk.operator,
    caFile,
    access: desk.hasDesktop ? ['desktop', 'terminal', 'files'] : ['terminal', 'files'],
    consent,
    longestSession: 3_600_000,
  };
}

/**
 * Connects the first organisation, as its administrators do here and at MeshCentral: begin, give rights, take what is offered.
 * @param origin of the service @param token of an administrator @throws Error with the answer that was not expected
 */
export async function connect(desk: Desk, origin: string, token: string): Promise<void> {
  const partners = `${origin}/v1.0/deviceManagement/remoteAssistancePartners`;
  const headers = { Authorization: `Bearer ${token}` };
  const list = (await (await demand(fetch(partners, { headers }))).json()) as { value: Record<string, string>[] };
  const id = list.value.find(({ displayName }) => displayName === 'MeshCentral')?.id;
  await demand(fetch(`${partners}/${id}/beginOnboarding`, { method: 'POST', headers }));
  const partner = (await (await demand(fetch(`${partners}/${id}`, { headers }))).json()) as Record<string, string>;

  const start = await demand(fetch(partner.onboardingUrl ?? ''));
  const Cookie = start.headers
    .getSetCookie()
    .map((each) => each.split(';')[0])
    .join('; ');
  const left = await fetch(partner.onboardingUrl ?? '', { method: 'POST', headers: { Cookie }, redirect: 'manual' });
  const offer = new URL(left.headers.get('location') ?? '', origin);
  const page = await (await demand(fetch(offer, { headers: { Cookie } }))).text();
  const [, account = ''] = /<code>([^<]+)<\/code>/.exec(page) ?? [];
  using person = await Administrator.signIn(desk.central, desk.person);
  await person.give(desk.groupId, account, neededBits);
  const body = new URLSearchParams({ offer: desk.groupId, answer: 'take' });
  await demand(fetch(offer, { method: 'POST', headers: { Cookie }, body }));
}

async function demand(answer: Promise<Response>): Promise<Response> {
  const given = await answer;
  if (!given.ok) throw new Error(`MeshCentral was not connected: ${given.status} ${await given.text()}`);
  return given;
}
