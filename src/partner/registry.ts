import { z } from 'zod';
import type { Connector } from './connector.ts';
import { meshcentralProduct } from './meshcentral/product.ts';
import type { ConnectorParts, PartnerHost, Product } from './product.ts';
import { teamviewerProduct } from './teamviewer/product.ts';
import { urlLaunchProduct } from './url-launch/product.ts';

/** Every product that there are connectors for: a folder each, and a line here. */
const products = [teamviewerProduct, meshcentralProduct, urlLaunchProduct] as const;

type SchemasOf<P extends readonly { readonly settings: unknown }[]> = { [K in keyof P]: P[K]['settings'] };

const schemas: unknown = products.map(({ settings }) => settings);

/** The settings of one connector. */
export const connectorSettings = z.discriminatedUnion('product', schemas as SchemasOf<typeof products>);

export type ConnectorSettings = z.output<typeof connectorSettings>;

/** @throws RangeError naming a setting */
export function createConnector(settings: ConnectorSettings, parts: ConnectorParts): Connector {
  return productOf(settings).create(settings, parts);
}

/** Where a connector calls. */
export function hostsOf(settings: ConnectorSettings): readonly PartnerHost[] {
  return productOf(settings).hosts(settings);
}

/** How a real account is asked; `undefined` for a product that leaves nothing open. */
export function probeOf(settings: ConnectorSettings): Product['probe'] {
  return productOf(settings).probe;
}

function productOf({ product }: ConnectorSettings): Product {
  const found = products.find(({ settings }) => settings.shape.product.value === product);
  if (!found) throw new RangeError(`no product "${product}"`);
  return found as unknown as Product;
}
