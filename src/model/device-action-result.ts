import { complexType, dateTimeOffset, enumType, of, string } from '../edm/type.ts';

export const actionState = enumType('actionState', {
  none: 0,
  pending: 1,
  canceled: 2,
  active: 3,
  done: 4,
  failed: 5,
  notSupported: 6,
});

export const deviceActionResult = complexType('deviceActionResult', {
  actionName: string('The action, as it was called: requestRemoteAssistance.'),
  actionState: of(actionState, 'How far the action is.', { nullable: false }),
  startDateTime: dateTimeOffset('When the action was asked for.', { nullable: false }),
  lastUpdatedDateTime: dateTimeOffset('When the state last changed.', { nullable: false }),
});
