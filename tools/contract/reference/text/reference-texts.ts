import type { FailureName } from '../../../../src/model/failures.ts';
import type { ByName, Descriptions } from './described.ts';
import { describedModel } from './en/descriptions.ts';
import { failures } from './en/failures.ts';
import { addressParameters, labels } from './en/labels.ts';

/** Every word of the reference. */
export interface ReferenceTexts {
  readonly labels: Readonly<Record<Label, string>>;
  readonly addressParameters: ByName<string>;
  readonly failures: Readonly<Record<FailureName, string>>;
  readonly descriptions: Descriptions;
}

export type Label = keyof typeof labels;

export const referenceEnglish: ReferenceTexts = { labels, addressParameters, failures, descriptions: describedModel() };
