import type { Fault } from '../../../src/dev/sandbox/faults.ts';
import { Chance } from './chance.ts';

/** Who acts: an administrator of each organisation, an application of the first, whoever operates the service, and what nobody decides. */
export const actors = ['contoso', 'fabrikam', 'application', 'operator', 'weather'] as const;
export type Actor = (typeof actors)[number];

export const connectorNames = ['TeamViewer', 'Spare'] as const;
export const devicesOfTenant = 3;

/** Something that an actor does, after a pause. `which` chooses among what there is then. */
export interface Step {
  readonly afterMs: number;
  readonly does: Deed | Trouble;
  readonly which: number;
  readonly fault?: Fault;
}

/** From one start of the services to the next. */
export interface Round {
  /** The connector that the settings have not, if any. */
  readonly without: (typeof connectorNames)[number] | undefined;
  /** How often the master key was rotated by now. */
  readonly keys: number;
  readonly steps: Readonly<Record<Actor, readonly Step[]>>;
  /** What Fabrikam does in another installation, to which it moves before the round and from which it comes back, and how the moves are cut short. */
  readonly away: Away | undefined;
  /** How far the clock of a second machine is ahead of that of the first, in milliseconds. */
  readonly apartMs: number;
  /** When the services are killed: so many milliseconds after so many steps were taken. `undefined` where they stop in order. */
  readonly killed: { readonly steps: number; readonly afterMs: number } | undefined;
}

export interface Away {
  readonly steps: readonly Step[];
  /** After how many milliseconds each of the four commands is killed; `undefined` where it is not. */
  readonly killedMs: readonly (number | undefined)[];
  /** How the services end before each move. */
  readonly ends: readonly ('SIGKILL' | 'SIGTERM')[];
}

export interface Plan {
  readonly seed: number;
  /** How long an access token of the partner's lasts: so short that it has to be renewed, or longer than a run. */
  readonly accessTokenLifetimeMs: number;
  readonly rotatesRefreshTokens: boolean;
  readonly rounds: readonly Round[];
  /** Whether there is a partner that consents by delegation, too. */
  readonly mesh: boolean;
  /** Whether a pooler is between the services and PostgreSQL. */
  readonly pooled: boolean;
  /** Before which round a backup is made, and after which it is restored. */
  readonly restored: { readonly before: number; readonly after: number } | undefined;
}

const deeds = {
  administrator: {
    connect: 6,
    ask: 5,
    join: 2,
    close: 2,
    disconnect: 3,
    disconnectAsGraph: 1,
    remove: 0.5,
    create: 0.5,
    addDevice: 1,
    importDevices: 0.5,
    removeDevice: 1,
    retry: 0.3,
    deny: 0.3,
    look: 2,
  },
  application: { ask: 5, join: 3, close: 1 },
  operator: {
    disconnectTenant: 2,
    suspend: 1,
    resume: 2,
    sever: 1,
    restore: 2,
    revokeCaller: 1,
    look: 2,
  },
} as const;

/** What actors do. */
type Deed = { [K in keyof typeof deeds]: keyof (typeof deeds)[K] }[keyof typeof deeds];

const troubles = {
  fault: 8,
  clear: 4,
  stepForward: 1,
  stepBack: 1,
  cutDatabase: 1,
  loseCommit: 2,
  endLeases: 1,
  revokeAtPartner: 0.4,
  use: 2,
  freeze: 2,
  fillDisk: 1.5,
  failMesh: 2,
} as const;

/** Of what is drawn apart, so that the rest of a plan stays what it was. */
const moreTroubles = { fault: 3, closeDatabase: 1 } as const;

/** What happens by itself. */
type Trouble = keyof typeof troubles | keyof typeof moreTroubles;

const paths = [
  '/api/v1/*',
  '/api/v1/oauth2/token',
  '/api/v1/oauth2/revoke',
  '/api/v1/sessions',
  '/api/v1/sessions/*',
  '/api/v1/ping',
  '/api/v1/account',
  '/api/v1/reports/*',
] as const;

/** What a partner says that it has done, and has not, or that it will not do. */
const lies: readonly Fault[] = [
  { kind: 'answer', method: 'PUT', path: '/api/v1/sessions/*', status: 204 },
  { kind: 'answer', method: 'PUT', path: '/api/v1/sessions/*', status: 404 },
  { kind: 'answer', method: 'PUT', path: '/api/v1/sessions/*', status: 403, body: '{}' },
  { kind: 'answer', method: 'POST', path: '/api/v1/oauth2/revoke', status: 204 },
  { kind: 'answer', method: 'POST', path: '/api/v1/oauth2/revoke', status: 404, body: '{"error":"not_found"}' },
  { kind: 'answer', method: 'GET', path: '/api/v1/sessions', status: 403, body: '{}' },
  { kind: 'answer', method: 'POST', path: '/api/v1/sessions', status: 400, body: '{"error":"invalid_request"}' },
];

const token = { kind: 'answer', method: 'POST', path: '/api/v1/oauth2/token' } as const;
const elsewhere = { Location: 'http://127.0.0.1:9/elsewhere' };

/** What a partner answers whose app has another secret now, that has moved, or that is another product. */
const odd: readonly Fault[] = [
  { ...token, status: 401, body: '{"error":"invalid_client"}' },
  { ...token, status: 403, body: '{"error":"unauthorized_client"}' },
  { ...token, status: 307, headers: elsewhere },
  { ...token, status: 200, body: '{"token":"another"}' },
  { ...token, status: 200, body: '{"access_token":"another","token_type":"mac"}' },
  { ...token, status: 200, body: '[]' },
  { kind: 'answer', method: 'POST', path: '/api/v1/oauth2/revoke', status: 302, headers: elsewhere },
  { kind: 'answer', method: 'POST', path: '/api/v1/oauth2/revoke', status: 200, body: '{"revoked":true}' },
  { kind: 'answer', method: 'GET', path: '/api/v1/ping', status: 200, body: '{"token_valid":true}' },
  { kind: 'answer', method: 'GET', path: '/api/v1/ping', status: 200, body: '{"token_valid":false}' },
  { kind: 'answer', method: 'GET', path: '/api/v1/ping', status: 403, body: '{}' },
  { kind: 'error', path: '/api/v1/*', retryAfter: 3600 },
];

function oddBy(chance: Chance): Fault {
  return { ...chance.oneOf(odd), times: 1 + chance.below(3) };
}

function faultBy(chance: Chance): Fault {
  const path = chance.oneOf(paths);
  const times = 1 + chance.below(4);
  if (chance.happens(0.12)) return { ...chance.oneOf(lies), times };
  const kind = chance.weighted({ lost: 6, slow: 4, down: 3, error: 2, throttled: 1, garbage: 1, unauthorized: 0.5 });
  if (kind === 'slow') return { kind, path, times, milliseconds: 10 + chance.below(chance.happens(0.2) ? 3000 : 200) };
  if (kind === 'throttled') return { kind, path, times, retryAfter: chance.oneOf([0, 1, 3]) };
  return { kind, path, times };
}

function step<K extends Deed | Trouble>(chance: Chance, weights: Readonly<Record<K, number>>, longestMs: number): Step {
  const does = chance.weighted(weights);
  const made = { afterMs: chance.below(longestMs), does, which: chance.below(1 << 20) };
  return does === 'fault' ? { ...made, fault: faultBy(chance) } : made;
}

type Several = <T>(least: number, most: number, make: () => T) => T[];

function awayBy(chance: Chance, several: Several): Away {
  return {
    steps: several(0, 5, () => step(chance, deeds.administrator, 100)),
    killedMs: several(4, 4, () => (chance.happens(0.4) ? chance.below(2500) : undefined)),
    ends: several(2, 2, () => chance.oneOf(['SIGKILL', 'SIGTERM'] as const)),
  };
}

/** What happens in a run: the same for a seed, but for how far the services have got by the time. */
export function planOf(seed: number): Plan {
  const chance = new Chance(seed);
  const several: Several = (least, most, make) => Array.from({ length: least + chance.below(most - least + 1) }, make);
  const plain = chance.happens(0.5);
  const mesh = chance.happens(0.35);
  let keys = 0;
  const plan: Plan = {
    seed,
    mesh,
    accessTokenLifetimeMs: plain ? 24 * 3_600_000 : 2000,
    rotatesRefreshTokens: chance.happens(0.8),
    rounds: several(2, 3, () => {
      if (chance.happens(0.25)) keys++;
      const away = chance.happens(0.25) ? awayBy(chance, several) : undefined;
      const administrator = () => [
        step(chance, { connect: 3, ask: 1 }, 50),
        ...several(3, 8, () => step(chance, deeds.administrator, 100)),
      ];
      return {
        without: chance.happens(0.15) ? chance.oneOf(connectorNames) : undefined,
        keys,
        away,
        steps: {
          contoso: administrator(),
          fabrikam: administrator(),
          application: several(1, 4, () => step(chance, deeds.application, 200)),
          operator: several(0, 3, () => step(chance, deeds.operator, 300)),
          weather: several(1, 5, () => step(chance, troubles, 250)),
        },
        killed: chance.happens(0.75) ? { steps: 4 + chance.below(14), afterMs: chance.below(150) } : undefined,
        apartMs: 0,
      };
    }),
    pooled: false,
    restored: undefined,
  };
  return withMore(plan, new Chance(seed + 2 ** 20));
}

/** What is drawn apart. */
function withMore(plan: Plan, chance: Chance): Plan {
  const last = plan.rounds.length - 1;
  const isPlain = !plan.mesh && plan.rounds.every(({ away }) => away === undefined);
  const before = chance.below(last) + 1;
  return {
    ...plan,
    pooled: chance.happens(0.25),
    restored: isPlain && chance.happens(0.5) ? { before, after: before + chance.below(last - before + 1) } : undefined,
    rounds: plan.rounds.map(({ steps, ...round }) => {
      const weather = [...steps.weather];
      for (let left = chance.below(4); left > 0; left--) {
        const made = step(chance, moreTroubles, 250);
        const more = made.does === 'fault' ? { ...made, fault: oddBy(chance) } : made;
        weather.splice(chance.below(weather.length + 1), 0, more);
      }
      const apartMs = chance.happens(0.3) ? (chance.below(20) - 10) * 60_000 : 0;
      return { ...round, steps: { ...steps, weather }, apartMs };
    }),
  };
}
