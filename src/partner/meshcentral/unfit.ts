import { Control } from './control.ts';
import { CertificateUnfit, TurnedAway } from './refusal.ts';
import { siteRights } from './rights.ts';
import type { Server } from './server.ts';
import { type Account, turnedAway } from './sign-in.ts';

/**
 * What of a server and of the operator's account must not be, for people; nothing where it is as it should be.
 * @throws PartnerFailure where it cannot be seen
 */
export async function unfit(name: string, server: Server, operator: Account, signal: AbortSignal): Promise<string[]> {
  try {
    return [...(await unfitServer(name, server, signal)), ...(await unfitAccount(name, server, operator, signal))];
  } catch (error) {
    if (error instanceof CertificateUnfit) return [error.message];
    throw error;
  }
}

async function unfitServer(name: string, server: Server, signal: AbortSignal): Promise<string[]> {
  if ((await turnedAway(`${name}: ask without the login key`, server, signal)) === 'nokey') return [];
  return [
    `${server.page} lets people sign in without a login key, so that whoever has the link of a session can act as the account behind it; set loginKey in its config.json and here`,
  ];
}

async function unfitAccount(name: string, server: Server, operator: Account, signal: AbortSignal): Promise<string[]> {
  try {
    const control = await Control.open(`${name}: sign in as the operator`, server, operator, signal);
    control.end();
    return unfitOperator(operator.user, control);
  } catch (error) {
    if (error instanceof TurnedAway) return [`${error.message}; correct operator`];
    throw error;
  }
}

function unfitOperator(user: string, control: Pick<Control, 'siteRights' | 'realms'>): string[] {
  const problems: string[] = [];
  if (control.siteRights === siteRights.all) {
    return [
      `the operator ${user} is a site administrator; make it an account that only manages users, in a realm of its own`,
    ];
  }
  if ((control.siteRights & siteRights.manageUsers) === 0) {
    problems.push(`the operator ${user} may not manage users; give it that right`);
  }
  if (control.realms.length === 0) {
    problems.push(`the operator ${user} has no realm, and so could remove anybody's account; put it into one`);
  }
  return problems;
}
