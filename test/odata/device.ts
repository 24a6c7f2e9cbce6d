import {
  boolean,
  collectionOf,
  complexType,
  contains,
  dateTimeOffset,
  double,
  type EntityType,
  entityType,
  enumType,
  guid,
  int32,
  int64,
  of,
  string,
  strings,
} from '../../src/edm/type.ts';

/** An entity type that has a property of every kind, for tests of queries. */
const state = enumType('deviceState', { unknown: 0, retired: 9, active: 1 });

const owner = complexType('deviceOwner', {
  name: string('Name.'),
  seats: int32('Seats.'),
  quota: double('Quota.'),
  vip: boolean('Whether important.'),
  state: of(state, 'State.'),
  grade: int32('Grade.', { nullable: false }),
  tags: strings('Tags.'),
});

const category: EntityType = entityType('deviceCategory', { description: 'A category.', properties: {} });

export const device = entityType('device', {
  description: 'A device.',
  properties: {
    name: string('Name.'),
    model: string('Model.', { nullable: false }),
    memory: int64('Bytes.'),
    slots: int32('Slots.', { nullable: false }),
    load: double('Load.'),
    encrypted: boolean('Whether encrypted.'),
    supervised: boolean('Whether supervised.', { nullable: false }),
    enrolledDateTime: dateTimeOffset('When.'),
    accountId: guid('Account.'),
    state: of(state, 'State.'),
    owner: of(owner, 'Owner.'),
    history: collectionOf(owner, 'Owners before.'),
    tags: strings('Tags.'),
    notes: string('Notes.', { filterable: false }),
    link: string('Link.', { selectOnly: true }),
    ring: string('Ring.', { only: 'beta' }),
  },
  navigation: [contains('categories', () => category)],
});
