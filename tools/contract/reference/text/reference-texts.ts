import type { FailureName } from '../../../../src/model/failures.ts';
import type { SharedName } from '../../openapi-parameters.ts';
import { describedModel } from './en/descriptions.ts';
import { failures } from './en/failures.ts';
import { addressParameters, labels } from './en/labels.ts';

/** Texts by the name of what they describe. */
type ByName<T> = Readonly<Record<string, T>>;

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

/** Every word of the reference. */
export interface ReferenceTexts {
  readonly labels: Readonly<Record<Label, string>>;
  readonly addressParameters: ByName<string>;
  readonly failures: Readonly<Record<FailureName, string>>;
  readonly descriptions: Descriptions;
}

export type Label = keyof typeof labels;

export const referenceEnglish: ReferenceTexts = { labels, addressParameters, failures, descriptions: describedModel() };
