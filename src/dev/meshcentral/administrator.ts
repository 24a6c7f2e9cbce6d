import { randomBytes } from 'node:crypto';
import { Secret } from '../../core/secret.ts';
import { Control } from '../../partner/meshcentral/control.ts';
import { siteRights } from '../../partner/meshcentral/rights.ts';
import type { Account } from '../../partner/meshcentral/sign-in.ts';
import type { MeshCentral } from './server.ts';

/** In milliseconds; passwords are hashed slowly on a busy machine. */
const patience = 60_000;

/** What administrators of the server do in its page, over the same socket. Dispose of it. */
export class Administrator implements Disposable {
  readonly #control: Control;

  static async signIn({ server }: Pick<MeshCentral, 'server'>, account: Account): Promise<Administrator> {
    return new Administrator(await Control.open('administrator', server, account, AbortSignal.timeout(patience)));
  }

  private constructor(control: Control) {
    this.#control = control;
  }

  get control(): Control {
    return this.#control;
  }

  /** @returns the id of the new device group, which this account owns */
  async makeGroup(name: string): Promise<string> {
    const { meshid } = await this.ask({ action: 'createmesh', meshname: name, meshtype: 2 });
    return String(meshid);
  }

  /** An account that may make device groups, as the administrator of an organisation has. */
  async makePerson(user: string): Promise<Account> {
    return this.#make(user, 0);
  }

  /** The account that an assistd works with: it manages the accounts of its realm, and nothing else. */
  async makeOperator(user: string, realm: string): Promise<Account> {
    const { manageUsers, noNewGroups, lockSettings, noNewDevices } = siteRights;
    const siteadmin = manageUsers + noNewGroups + lockSettings + noNewDevices;
    const account = await this.#make(user, siteadmin);
    await this.ask({ action: 'edituser', id: `user//${user}`, groups: [realm], siteadmin });
    return account;
  }

  /** Gives rights on a device group to an account, as "Add Users" in the page does; none takes them away. */
  async give(meshid: string, user: string, rights: number): Promise<void> {
    if (rights === 0) await this.ask({ action: 'removemeshuser', meshid, userid: `user//${user}` });
    else await this.ask({ action: 'addmeshuser', meshid, usernames: [user], meshadmin: rights });
  }

  ask(question: { readonly action: string; readonly [member: string]: unknown }) {
    return this.#control.ask(question, AbortSignal.timeout(patience));
  }

  [Symbol.dispose](): void {
    this.#control.end();
  }

  async #make(user: string, siteadmin: number): Promise<Account> {
    const pass = randomBytes(18).toString('base64url');
    await this.ask({ action: 'adduser', username: user, pass, siteadmin });
    return { user, password: new Secret(pass) };
  }
}
