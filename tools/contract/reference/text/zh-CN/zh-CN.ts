import type { Translation } from '../../../../../src/text/catalogue.ts';
import type { ReferenceTexts } from '../reference-texts.ts';
import { descriptions } from './descriptions.ts';
import { failures } from './failures.ts';
import { addressParameters, labels } from './labels.ts';

export const zhCN: Translation<ReferenceTexts> = { labels, addressParameters, failures, descriptions };
