import { collectionOf, complexType, enumType, guid, int32, of, string } from '../../edm/type.ts';
import { managedDevice } from './managed-device.ts';

/** A device as an inventory elsewhere describes it, or as a list of devices gives it. */
export const deviceRecord = complexType(
  'deviceRecord',
  {
    id: guid('The id of the device; the device with this id is meant, or a new one gets it.'),
    ...managedDevice.properties,
  },
  'assist',
);

export const deviceImportOutcome = enumType(
  'deviceImportOutcome',
  { created: 0, updated: 1, unchanged: 2, refused: 3 },
  'assist',
);

export const deviceImportResult = complexType(
  'deviceImportResult',
  {
    outcome: of(deviceImportOutcome, 'What became of the record.', { nullable: false }),
    id: string('The id of the device; null when the record was refused.'),
    reason: string('Why it was refused, in plain words.'),
  },
  'assist',
);

export const deviceImport = complexType(
  'deviceImport',
  {
    created: int32('How many devices are new.', { nullable: false }),
    updated: int32('How many devices were changed.', { nullable: false }),
    unchanged: int32('How many devices were so already.', { nullable: false }),
    refused: int32('How many records were refused.', { nullable: false }),
    results: collectionOf(deviceImportResult, 'What became of each record, in the order of the request.'),
  },
  'assist',
);
