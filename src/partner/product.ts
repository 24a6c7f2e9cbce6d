import { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { count } from '../core/forms.ts';
import type { Log } from '../core/log.ts';
import type { Connector } from './connector.ts';

/** What every connector is made with. */
export interface ConnectorParts {
  readonly clock: Clock;
  readonly log: Log;
}

/** A connector's name. */
export const connectorName = z
  .string()
  .min(1)
  .describe('A name of its own; a partner of that displayName is bound to it.');

/** The settings that every connector has, beside `name`. */
export const ofEveryConnector = {
  callsAtOnce: count
    .default(16)
    .describe('How many calls to the partner are under way at once at most; others wait their turn.'),
};

/** Where a connector calls. */
export interface PartnerHost {
  /** The setting that says where. */
  readonly setting: string;
  readonly url: string;
  /** What `assistd doctor` asks there, without any secret, to see that somebody answers; absent where {@link Connector.unfit} sees it. */
  readonly probe?: string;
}

/** What a look at a real account is made with. */
export interface Probe {
  /** Ours, as it is registered at the partner. */
  readonly origin: string;
  /** Shows somebody the partner's page where they consent. @returns the address that their browser came back to */
  readonly consent: (page: string) => Promise<string>;
  readonly signal?: AbortSignal | undefined;
}

/** What came of it; it holds no secret, and nobody's name. */
export interface Probed {
  readonly found: readonly { readonly question: string; readonly answer: string }[];
  /** What only a person can see, and how. */
  readonly notAsked: readonly string[];
  /** What could not be cleaned up, in sentences. */
  readonly left: readonly string[];
  /** Options with which the sandbox plays what was found. */
  readonly sandbox: Readonly<Record<string, boolean | number>>;
}

/** The settings of one connector: `product` says of which product, and `name` is unique. */
type ProductSettings = z.ZodObject<{ product: z.ZodLiteral<string>; name: z.ZodDefault<z.ZodString> | z.ZodString }>;

/** A partner product that connectors are made for: what its folder gives to the registry. */
export interface Product<S extends ProductSettings = ProductSettings> {
  readonly settings: S;
  hosts(settings: z.output<S>): readonly PartnerHost[];
  /** Asks a real account what the product's documentation leaves open; absent where nothing is. */
  readonly probe?: {
    /** What it does there, step by step, to be said first. */
    readonly steps: readonly string[];
    /** @throws PartnerFailure */
    ask(settings: z.output<S>, parts: ConnectorParts, asked: Probe): Promise<Probed>;
  };
  /** @throws RangeError naming a setting */
  create(settings: z.output<S>, parts: ConnectorParts): Connector;
}

/** One product, with the types of its settings tied together. */
export function product<S extends ProductSettings>(parts: Product<S>): Product<S> {
  return parts;
}
