import { standsIn } from '../../../src/edm/type.ts';
import { Chance } from '../../faults/random/chance.ts';
import type { World } from '../../harness/world.ts';
import { errorFaults } from './answers.ts';
import { type Operation, operationNamed, operations, type Pools, resourceOf } from './asking.ts';
import type { Published } from './published.ts';
import { type Got, type Sent, send, sendInBatch } from './sent.ts';
import { guid } from './values.ts';

/** An answer, and what was asked. */
export interface Answered extends Got {
  readonly target: string;
  /** As a person would send it once more. */
  readonly line: string;
  /** The `client-request-id`, by which the trail names it. */
  readonly correlation: string;
}

export type Entity = Readonly<Record<string, unknown>>;

export interface TrailEvent {
  readonly activityType: string;
  readonly activityResult: string;
  readonly resources: readonly { readonly modifiedProperties: readonly { readonly displayName: string }[] }[];
}

/** Asks, and notes what is wrong with any answer, whatever was asked. */
export class Asker {
  readonly wrong: string[] = [];
  readonly chance: Chance;
  readonly world: World;
  readonly pools: Pools = new Map();
  readonly #published: Published;

  constructor(seed: number, world: World, published: Published) {
    this.chance = new Chance(seed);
    this.world = world;
    this.#published = published;
  }

  /** Looks at what there is. */
  async look(): Promise<void> {
    for (const operation of operations.filter(({ kind, address }) => kind === 'list' && !address.includes('{'))) {
      const { json } = await this.ask(operation, { target: `/${operation.version}${operation.address}?$top=50` });
      const ids: string[] = (json?.value ?? []).map(({ id }: { id: string }) => id);
      // Nobody suspends or disconnects who asks.
      const own = resourceOf(operation) === 'tenants' ? this.world.contoso : undefined;
      this.pools.set(
        resourceOf(operation),
        ids.filter((id) => id !== own),
      );
    }
  }

  async ask(
    operation: Operation,
    sent: Partial<Sent> & { readonly target: string },
    how: 'alone' | 'batch' = 'alone',
  ): Promise<Answered> {
    const correlation = guid(this.chance);
    const full: Sent = {
      method: operation.method,
      ...sent,
      headers: {
        authorization: `Bearer ${await this.world.token()}`,
        'client-request-id': correlation,
        ...(sent.body !== undefined && { 'content-type': 'application/json' }),
        ...sent.headers,
      },
    };
    const { method, target, body = '' } = full;
    const line = `${how} ${method} ${target} ${JSON.stringify(sent.headers ?? {})} ${String(body).slice(0, 800)}`;
    const got = await (how === 'alone' ? send : sendInBatch)(this.world.service.origin, full);
    const answered = { ...got, line, correlation, target };
    if (got.status >= 500) this.fault(operation, 'an error of the service', answered);
    if (got.ms > 20_000) this.fault(operation, `it took ${got.ms} ms`, answered);
    if (got.status >= 400 && method !== 'HEAD') {
      for (const fault of errorFaults(got, correlation)) this.fault(operation, fault, answered);
    }
    return answered;
  }

  /** Holds an answer to what is published. */
  judge(operation: Operation, answered: Answered, address = operation.address): void {
    for (const fault of this.#published.faultsOf(operation.version, operation.method, address, answered)) {
      this.fault(operation, `by what is published: ${fault}`, answered);
    }
  }

  fault({ version, name }: Operation, fault: string, ...answers: readonly Answered[]): void {
    const told = answers.map(({ line, status, text }) => `\n  ${line}\n  ${status} ${text.slice(0, 900)}`);
    this.wrong.push(`${version} ${name}: ${fault}${told.join('')}`);
  }

  /** All of an entity that an operation is about; `undefined` where there is none. */
  async stateOf(operation: Operation, key: string | undefined): Promise<Entity | undefined> {
    const { version, resource } = operation;
    const path = resource.paths.find(({ versions }) => versions.includes(version))?.path;
    const reading = operations.find(
      (each) => each.version === version && each.name === `${resourceOf(operation)}.get` && each.path.path === path,
    );
    if (!reading || (key === undefined && reading.keyed)) return undefined;
    const address = `/${version}${reading.address.replace('{id}', encodeURIComponent(key ?? ''))}`;
    // The links of sessions are given out in the trail.
    const names = Object.entries(resource.type.properties)
      .filter(([name, property]) => standsIn(property, version) && !/SessionUrl$|UserUrl$/.test(name))
      .map(([name]) => name);
    const { status, json } = await this.ask(reading, { target: `${address}?$select=id,${names.join(',')}` });
    return status === 200 ? json : undefined;
  }

  async eventsOf({ correlation }: Answered): Promise<readonly TrailEvent[]> {
    const target = `/assist/auditEvents?$filter=correlationId%20eq%20${correlation}`;
    return (await this.ask(operationNamed('auditEvents.list', 'assist'), { target })).json?.value ?? [];
  }
}
