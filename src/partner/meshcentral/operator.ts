import { sentence } from '../../text/recorded/sentences.ts';
import { PartnerFailure } from '../partner-failure.ts';
import type { Question } from './control.ts';
import type { MeshGrant } from './grant.ts';
import { siteRights } from './rights.ts';
import type { Account } from './sign-in.ts';
import type { Sockets } from './sockets.ts';

/** Site rights of the accounts that the operator makes: they make no device groups. */
const powerless = siteRights.noNewGroups;

/** The account of this assistd at the server: it makes and removes the accounts of connections, and sees no device. */
export class Operator {
  readonly #account: Account;
  readonly #sockets: Sockets;

  constructor(account: Account, sockets: Sockets) {
    this.#account = account;
    this.#sockets = sockets;
  }

  /** Makes an account for one connection. Resolves also when it is there. @throws PartnerFailure */
  async make(grant: MeshGrant, signal?: AbortSignal): Promise<void> {
    const question = {
      action: 'adduser',
      username: grant.user,
      pass: grant.password.reveal(),
      realname: grant.shownAs,
      siteadmin: powerless,
    };
    try {
      await this.#ask(sentence('makeAccount'), question, signal);
    } catch (error) {
      // An answer that was lost, and the question asked again: whether it is ours, its password tells.
      if (!(error instanceof PartnerFailure) || !/already exists/i.test(error.message)) throw error;
      await this.#sockets.signIn(grant, 'sign in with the account', async () => {}, signal);
    }
  }

  /** Removes an account, which ends its sockets and its sign-in. @returns what the server said */
  async remove(user: string, signal?: AbortSignal): Promise<string> {
    try {
      await this.#ask(sentence('removeAccount'), { action: 'deleteuser', userid: user }, signal);
      return sentence('accountRemoved', { account: user });
    } catch (error) {
      if (!(error instanceof PartnerFailure) || !/User does not exists/.test(error.message)) throw error;
      return sentence('noAccount', { account: user });
    }
  }

  #ask(what: string, question: Question, signal: AbortSignal | undefined) {
    return this.#sockets.as(this.#account, what, 'repeating', (ask) => ask(question), signal).catch(asOperator);
  }
}

/** The operator's own grant is none of a tenant's: that it is refused says nothing about theirs. */
function asOperator(error: unknown): never {
  if (!(error instanceof PartnerFailure) || error.reason !== 'grantGone') throw error;
  throw new PartnerFailure('broken', `${error.message}${sentence('and')}${sentence('correctOperator')}`, {
    cause: error,
  });
}
