import type { Actor } from './plan.ts';
import type { Play } from './writes.ts';

interface ToldDisconnect {
  readonly id: string;
  readonly ticket: string | null;
  readonly status: string;
  readonly retirements: readonly { readonly grantId: string; readonly partnerId: string; readonly status: string }[];
}

/** Holds each disconnect that is said to be proven, at the instant at which that is read, to what is at the partner. */
export async function look({ stage, books }: Play, who: Actor, which: number): Promise<void> {
  const reply = await stage.ask(who, which, 'GET', '/assist/disconnects?$top=100');
  const { grants, sessions } = stage.outside.sandbox;
  const told = (reply?.json?.value ?? []) as readonly ToldDisconnect[];
  const unconfirmed = new Set(
    told.flatMap(({ retirements }) =>
      retirements.filter(({ status }) => status === 'unconfirmed').map(({ partnerId }) => partnerId),
    ),
  );
  const hasUnconfirmed = async () => {
    const filter = encodeURIComponent("status eq 'unconfirmed'");
    return (await stage.ask(who, which, 'GET', `/assist/obligations?$filter=${filter}`))?.json?.value?.length !== 0;
  };
  for (const { id, ticket, status, retirements } of told) {
    if (status !== 'proven') continue;
    for (const { grantId } of retirements) {
      const open = sessions.filter(({ state, custom_api }) => state === 'Open' && custom_api.includes(`/${grantId}/`));
      for (const { code } of open) books.wrong.push(`${id} is proven, and ${code} of grant ${grantId} is open`);
    }
    const ending = ticket === null ? undefined : books.endings.find((each) => each.ticket === ticket);
    if (!ending) continue;
    const tenantId = who === 'fabrikam' ? stage.tenants.fabrikam : stage.tenants.contoso;
    const ended = books.consents.filter((each) => each.tenantId === tenantId && books.isOf(each, ending));
    for (const { email, partnerId } of ended) {
      const inForce = grants.some(({ account, revokedAt }) => account.email === email && revokedAt === undefined);
      // What a partner gave before, and nobody could confirm the end of, was told as such.
      if (!inForce || books.forgotten.has(email) || unconfirmed.has(partnerId) || (await hasUnconfirmed())) continue;
      books.wrong.push(`${id} is proven, and the grant of ${email} is in force`);
    }
  }
}
