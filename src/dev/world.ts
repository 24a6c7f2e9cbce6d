import type { Assist } from '../assist/assist.ts';
import type { TurnableClock } from '../core/clock.ts';
import type { MasterKeys } from '../core/seal.ts';
import type { Service } from '../service.ts';
import type { DevelopmentDirectory } from './issuer/directory.ts';
import type { DevelopmentIssuer } from './issuer/issuer.ts';
import type { PermissionUse } from './requests/permission-use.ts';
import type { RequestFaults } from './requests/request-faults.ts';
import type { RequestLog } from './requests/request-log.ts';
import type { Sandbox } from './sandbox/sandbox.ts';
import { plantSeed } from './seed/plant-seed.ts';
import type { Seed } from './seed/seed.ts';
import { checkSnapshot, replaceTenants, type Snapshot, takeSnapshot } from './snapshot.ts';

/** What can be looked at and done behind the wire while people test against it. */
export interface World {
  /** `http://localhost:…` */
  readonly origin: string;
  readonly tlsOrigin: string | undefined;
  /** The certificate of the development CA, PEM, for clients that cannot read the data folder. */
  readonly authorityCertificate: string | undefined;
  /** The one that answers now; a reset puts another in its place, behind the same ports. */
  readonly service: Service;
  readonly issuer: DevelopmentIssuer;
  readonly sandbox: Sandbox;
  readonly clock: TurnableClock;
  readonly requests: RequestLog;
  readonly faults: RequestFaults;
  readonly permissions: PermissionUse;
  /** Everything as `seed` says, which from now on is what a reset goes back to. @throws SeedInvalid, and all is as before */
  seed(seed: Seed): Promise<void>;
  /** Database, sandbox and clock as they were when the seed was planted; no faults, and an empty request log. */
  reset(): Promise<void>;
  snapshot(): Promise<Snapshot>;
  /** Database, sandbox, clock and directory as `snapshot` has them. @throws RangeError when it cannot be, and all is as before. */
  restore(snapshot: Snapshot): Promise<void>;
}

/** What stays from one service to the next, and how to begin one. */
export interface WorldParts
  extends Pick<
    World,
    'origin' | 'tlsOrigin' | 'authorityCertificate' | 'sandbox' | 'clock' | 'requests' | 'faults' | 'permissions'
  > {
  readonly masterKeys: MasterKeys;
  readonly seed: Seed;
  /** Lets requests wait while there is no service. */
  readonly hold: () => Disposable;
  /** A service that remembers nothing but what is in the database. */
  readonly begin: (
    directory: DevelopmentDirectory,
    prepare: (assist: Assist) => Promise<void>,
  ) => Promise<Pick<World, 'service' | 'issuer'>>;
}

/** Plants the seed, and begins. Whoever stops the world disposes of its service. */
export async function startWorld(parts: WorldParts): Promise<World> {
  const { sandbox, clock, requests, faults, masterKeys, hold, begin } = parts;
  const firstOffset = clock.offset;
  let { seed } = parts;
  /** What a reset goes back to; `undefined` where the database held something before. */
  let baseline: Snapshot | undefined;

  const stateOf = (database: Service['database'], directory: DevelopmentDirectory) =>
    takeSnapshot({ database, sandbox, clock, directory, masterKeys });
  const plant = async (assist: Assist) => {
    const isNew = (await assist.database.tenants({ after: '', limit: 1 })).length === 0;
    await plantSeed(assist, seed);
    if (isNew) baseline = await stateOf(assist.database, seed.directory);
  };
  let current = await begin(seed.directory, plant);

  let changing: Promise<unknown> = Promise.resolve();
  /** Puts another service in the place of this one, so that nothing it remembers can outlive what it remembers it of. */
  const replace = (
    between: () => void,
    directory: () => DevelopmentDirectory,
    prepare: typeof plant,
  ): Promise<void> => {
    const changed = changing.then(async () => {
      using _ = hold();
      faults.clear();
      await current.service.obligations.halt();
      await current.service[Symbol.asyncDispose]();
      between();
      current = await begin(directory(), prepare);
    });
    changing = changed.catch(() => {});
    return changed;
  };
  const put = (snapshot: Snapshot): Promise<void> => {
    const between = () => {
      clock.offset = snapshot.clockOffset;
      sandbox.restore(snapshot.sandbox);
    };
    const prepare = ({ database }: Assist) => replaceTenants(database, snapshot.tenants);
    return replace(between, () => snapshot.directory, prepare);
  };

  const world: World = {
    origin: parts.origin,
    tlsOrigin: parts.tlsOrigin,
    authorityCertificate: parts.authorityCertificate,
    sandbox,
    clock,
    requests,
    faults,
    permissions: parts.permissions,
    get service() {
      return current.service;
    },
    get issuer() {
      return current.issuer;
    },
    async seed(next) {
      const before = { seed, baseline, snapshot: await world.snapshot() };
      seed = next;
      baseline = undefined;
      try {
        await world.reset();
      } catch (error) {
        ({ seed, baseline } = before);
        await put(before.snapshot);
        throw error;
      }
    },
    async reset() {
      const between = () => {
        clock.offset = firstOffset;
        sandbox.reset();
        if (baseline) sandbox.restore(baseline.sandbox);
      };
      const prepare = async (assist: Assist) => {
        await replaceTenants(assist.database, baseline?.tenants ?? {});
        if (!baseline) await plant(assist);
      };
      await replace(between, () => seed.directory, prepare);
      requests.clear();
    },
    snapshot: () => stateOf(current.service.database, current.issuer.directory),
    async restore(snapshot) {
      checkSnapshot(snapshot, masterKeys);
      const before = await world.snapshot();
      try {
        await put(snapshot);
      } catch (cause) {
        await put(before);
        const problem = cause instanceof Error ? cause.message : String(cause);
        throw new RangeError(`the snapshot cannot be restored, and nothing was changed: ${problem}`, { cause });
      }
    },
  };
  return world;
}
