import { assistDescriptions } from './descriptions/assist.ts';
import { attestationDescriptions } from './descriptions/attestation.ts';
import { auditDescriptions } from './descriptions/audit.ts';
import { deviceDescriptions } from './descriptions/devices.ts';
import { graphDescriptions } from './descriptions/graph.ts';
import { operationDescriptions } from './descriptions/operations.ts';
import { requestDescriptions } from './descriptions/request.ts';
import type { Text } from './text.ts';

/** Every translated description, under its English text: changing the English asks for the translations anew. */
export const descriptions: ReadonlyMap<string, Text> = new Map(
  [
    operationDescriptions,
    graphDescriptions,
    deviceDescriptions,
    attestationDescriptions,
    auditDescriptions,
    assistDescriptions,
    requestDescriptions,
  ].flatMap((texts) => texts.map((text) => [text[0], text] as const)),
);
