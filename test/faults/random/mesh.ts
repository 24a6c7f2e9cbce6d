import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { userOf } from '../../../src/partner/meshcentral/grant.ts';
import { Person } from '../../harness/consent.ts';
import { type FakeStage, type Fault, startFake } from '../../partners/meshcentral/fake.ts';

/** What has to be given to an account: to see devices, and to share their desktops. */
const needed = 8 + 524_288 + 1_048_576;

export const meshName = 'MeshCentral';

/** A partner that consents by delegation, to accounts that are made there, and whose sessions are links for one device. */
export interface Mesh extends AsyncDisposable {
  readonly fake: FakeStage;
  readonly connector: object;
  /** Has the partner's administrator give one of an organisation's devices to whoever asks on the page, and takes that. @returns how it ended */
  consent(onboardingUrl: string, device: string): Promise<string>;
  /** Lets the next question of a kind go wrong. */
  fail(which: number): string;
}

const questions = ['adduser', 'deleteuser', 'createDeviceShareLink', 'removeDeviceShare', 'deviceMeshShares', 'meshes'];
const kinds: readonly Fault[] = ['cutBeforeAnswer', 'cutBeforeAnswer', 'saysSo', 'empty', 'garbage'];

export async function startMesh(folder: string): Promise<Mesh> {
  const fake = await startFake();
  const { url, loginKey, ca } = fake.options;
  const caFile = join(folder, 'mesh.pem');
  writeFileSync(caFile, String(ca));
  const groups = new Map<string, string>();
  const groupOf = (device: string) => {
    const known = groups.get(device) ?? fake.addGroup(device, device).groupId;
    groups.set(device, known);
    return known;
  };
  return {
    fake,
    connector: {
      name: meshName,
      product: 'meshcentral',
      url,
      caFile,
      loginKey: loginKey?.reveal(),
      operator: { user: fake.operator.user, password: fake.operator.password.reveal() },
      consent: 'none',
    },
    async consent(onboardingUrl, device) {
      const person = new Person();
      const page = await person.goOn(onboardingUrl);
      const shown = await (await person.ask(page)).text();
      const [account = ''] = /assistd-[0-9a-f]{12}/.exec(shown) ?? [];
      if (account === '') return 'no account is shown';
      const groupId = groupOf(device);
      const group = fake.world.groups.get(groupId);
      if (group) group.links[`user//${account}`] = { name: account, rights: needed };
      const body = new URLSearchParams({ offer: groupId, answer: 'take' });
      const taken = await person.ask(page, { method: 'POST', body });
      await taken.text();
      return `${account} takes: ${taken.status}`;
    },
    fail(which) {
      if (which % 5 === 0) {
        fake.cut();
        return 'cut';
      }
      const [question, kind] = [questions[which % questions.length] ?? '', kinds[(which >> 4) % kinds.length] as Fault];
      fake.faults.set(question, kind);
      return `${question}: ${kind}`;
    },
    [Symbol.asyncDispose]: () => fake[Symbol.asyncDispose](),
  };
}

interface Told {
  readonly grants: readonly {
    readonly id: string;
    readonly connector: string;
    readonly state: string;
    readonly unconfirmed: string | null;
  }[];
  readonly sessions: readonly { readonly grant_id: string; readonly status: string }[];
}

/** Each account that is there is the one of a grant that is held, or was told as unconfirmed; each link that works is of a session that we show. */
export function meshIsTold(
  { fake }: Mesh,
  tenantId: string,
  { grants, sessions }: Told,
  say: (what: string) => void,
): void {
  const { users, shares } = fake.world;
  for (const { id, connector, state, unconfirmed } of grants.filter((each) => each.connector === meshName)) {
    const account = `user//${userOf({ tenantId, grantId: id })}`;
    const isThere = users.has(account);
    if (isThere && state !== 'held' && unconfirmed === null)
      say(`the account of ${connector} ${id} is there; it is ${state}`);
    if (!isThere && state === 'held') say(`the grant ${id} is held, and its account is gone`);
    const links = [...shares.values()].filter(
      ({ userid, expireTime }) => userid === account && expireTime > Date.now(),
    );
    const shown = sessions.filter(({ grant_id, status }) => grant_id === id && /^(open|unconfirmed)$/.test(status));
    if (links.length > shown.length && unconfirmed === null)
      say(`${links.length} links of ${id} (${state}) work, and ${shown.length} sessions are shown`);
  }
}

/** How many accounts there are that no organisation's grant is for. */
export function strayAccounts(
  { fake }: Mesh,
  known: readonly { readonly tenantId: string; readonly id: string }[],
): string[] {
  const ours = new Set(known.map(({ tenantId, id }) => userOf({ tenantId, grantId: id })));
  return [...fake.world.users.values()]
    .map(({ name }) => name)
    .filter((name) => name.startsWith('assistd-') && !ours.has(name));
}
