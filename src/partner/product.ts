import type { z } from 'zod';
import type { Clock } from '../core/clock.ts';
import { count } from '../core/forms.ts';
import type { Log } from '../core/log.ts';
import type { Connector } from './connector.ts';

/** What every connector is made with. */
export interface ConnectorParts {
  readonly clock: Clock;
  readonly log: Log;
}

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

/** The settings of one connector: `product` says of which product, and `name` is unique. */
type ProductSettings = z.ZodObject<{ product: z.ZodLiteral<string>; name: z.ZodDefault<z.ZodString> | z.ZodString }>;

/** A partner product that connectors are made for: what its folder gives to the registry. */
export interface Product<S extends ProductSettings = ProductSettings> {
  readonly settings: S;
  hosts(settings: z.output<S>): readonly PartnerHost[];
  /** @throws RangeError naming a setting */
  create(settings: z.output<S>, parts: ConnectorParts): Connector;
}

/** One product, with the types of its settings tied together. */
export function product<S extends ProductSettings>(parts: Product<S>): Product<S> {
  return parts;
}
