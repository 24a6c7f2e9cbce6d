import type { SharedName } from '../../openapi-parameters.ts';

/** Texts by the name of what they describe. */
export type ByName<T> = Readonly<Record<string, T>>;

/** What the model says of itself; the sources have its English. */
export interface Descriptions {
  /** By type. */
  readonly types: ByName<string>;
  /** By type and property. */
  readonly properties: ByName<ByName<string>>;
  /** By resource and operation. */
  readonly operations: ByName<ByName<string>>;
  /** By resource, operation and parameter. */
  readonly parameters: ByName<ByName<ByName<string>>>;
  /** By resource and operation. */
  readonly returns: ByName<ByName<string>>;
  /** Query options and headers. */
  readonly request: Readonly<Record<SharedName, string>>;
}
