/** One kind of event of the audit trail, in Intune's pattern of names: a verb and a type. */
export interface Activity {
  /** `displayName` and `activityType`. */
  readonly name: string;
  readonly operation: 'Create' | 'Patch' | 'Delete' | 'Action';
  readonly category: string;
  readonly componentName: string;
  /** `auditResourceType` of what it is about. */
  readonly resourceType: string;
  /** When it is written, in words. */
  readonly when: string;
}

interface Component {
  readonly category: string;
  readonly componentName: string;
}

// What scripts that read Intune's trail look for: IntuneCD finds partners by this component and their resourceId.
const devices: Component = { category: 'Device', componentName: 'ManagedDevices' };
const service: Component = { category: 'Service', componentName: 'Assist' };

function activity(
  component: Component,
  operation: Activity['operation'],
  verb: string,
  resourceType: string,
  when: string,
): Activity {
  return { name: `${verb} ${resourceType}`, operation, resourceType, ...component, when };
}

function partner(verb: string, operation: Activity['operation'], when: string): Activity {
  return activity(devices, operation, verb, 'RemoteAssistancePartner', when);
}

function session(verb: string, when: string): Activity {
  return activity(devices, 'Action', verb, 'RemoteAssistanceSession', when);
}

/** Every event that is written; `contract/audit-activities.md` is made from it. */
export const activities = {
  partnerCreated: partner('Create', 'Create', 'A partner was added.'),
  partnerUpdated: partner('Patch', 'Patch', 'A partner was changed.'),
  partnerDeleted: partner('Delete', 'Delete', 'A partner was removed; its grant, if it had one, is being retired.'),
  onboardingBegun: partner('BeginOnboarding', 'Action', 'Somebody began to connect, and got the page to consent on.'),
  onboardingConfirmed: partner(
    'ConfirmOnboarding',
    'Action',
    'Somebody with the right signed in on the start page, stands behind the consent, and went on to the partner.',
  ),
  consentParked: partner(
    'ParkConsent',
    'Action',
    'Consent came for which nobody with the right has signed in: it counts for nothing until somebody confirms its account.',
  ),
  onboardingCompleted: partner(
    'CompleteOnboarding',
    'Action',
    'The partner gave its consent, and the grant is stored.',
  ),
  onboardingDenied: partner(
    'DenyOnboarding',
    'Action',
    'Consent was denied at the partner, or could not be completed.',
  ),
  onboardingExpired: partner('ExpireOnboarding', 'Action', 'Consent did not come in time.'),
  onboardingSettled: partner(
    'SettleOnboarding',
    'Action',
    'It was made sure that nothing stays of a consent whose outcome was not known; a failure says where to look.',
  ),
  partnerDisconnected: partner('Disconnect', 'Action', 'Somebody disconnected; no session can begin from here on.'),
  connectionLost: partner('LoseConnection', 'Action', 'The partner does not know the grant any more.'),
  connectionNarrowed: partner(
    'NarrowConnection',
    'Action',
    'The partner took away some of what was accepted, or gave it back; Missing says what, and until when sessions may run.',
  ),
  grantRevoked: partner(
    'RevokeGrant',
    'Action',
    'The partner confirmed that the grant is gone, and our copy is taken out of the database; SealedTokens says whether for good.',
  ),
  deviceCreated: activity(devices, 'Create', 'Create', 'ManagedDevice', 'A device was added to the inventory.'),
  deviceUpdated: activity(devices, 'Patch', 'Patch', 'ManagedDevice', 'A device was changed.'),
  deviceDeleted: activity(devices, 'Delete', 'Delete', 'ManagedDevice', 'A device was removed from the inventory.'),
  devicesImported: activity(
    devices,
    'Action',
    'Import',
    'ManagedDevices',
    'Devices were added or brought up to date, as many as the event says.',
  ),
  sessionRequested: activity(
    devices,
    'Action',
    'RequestRemoteAssistance',
    'ManagedDevice',
    'Somebody asked for remote assistance on a device.',
  ),
  sessionOpened: session('Open', 'The partner opened the session.'),
  sessionConsent: session(
    'AnswerConsent',
    'The person at the device was asked before somebody was let in, and answered.',
  ),
  sessionFailed: session('FailToOpen', 'The partner could not or would not open the session.'),
  sessionLinkGiven: session('GiveSupporterLink', 'Somebody was given the link that a supporter joins with.'),
  sessionLinkFollowed: session(
    'FollowSupporterLink',
    'Somebody followed the link that a supporter was given; told by assistd where the partner tells nothing.',
  ),
  sessionUserLinkGiven: session(
    'GiveUserLink',
    'Somebody was given the link that the person at the device joins with.',
  ),
  sessionUsed: session('Use', 'Somebody helped in the session; once for each connection that the partner reports.'),
  sessionClosing: session('Close', 'Somebody asked to close the session.'),
  sessionEnded: session('End', 'The session is over: closed at the partner, or never opened there.'),
  settingsUpdated: activity(
    devices,
    'Patch',
    'Patch',
    'RemoteAssistanceSettings',
    'The settings of Remote Help were changed.',
  ),
  obligationOverdue: activity(
    service,
    'Action',
    'ReportOverdue',
    'Obligation',
    'Something owed could not be done for long.',
  ),
  obligationRetried: activity(service, 'Action', 'Retry', 'Obligation', 'Somebody had something owed tried at once.'),
  requestRefused: activity(
    service,
    'Action',
    'Refuse',
    'Request',
    'Somebody who is proven was refused. The first time at once; what follows of the same within an hour, as one event with how often.',
  ),
  tenantCreated: activity(service, 'Create', 'Create', 'Tenant', 'The operator added the organisation.'),
  tenantSuspended: activity(
    service,
    'Action',
    'Suspend',
    'Tenant',
    'The operator stopped serving the organisation; its open sessions are being closed.',
  ),
  tenantDisconnected: activity(
    service,
    'Action',
    'Disconnect',
    'Tenant',
    'The operator disconnected the organisation, which had no partner and nothing left at one.',
  ),
  tenantResumed: activity(service, 'Action', 'Resume', 'Tenant', 'The operator serves the organisation again.'),
  tenantMovedOut: activity(
    service,
    'Action',
    'MoveOut',
    'Tenant',
    'The operator took the organisation out of this database, to serve it from another.',
  ),
  tenantMovedIn: activity(
    service,
    'Action',
    'MoveIn',
    'Tenant',
    'The operator put the organisation into this database, from another.',
  ),
  auditKeyed: activity(
    service,
    'Action',
    'Key',
    'AuditTrail',
    'From here on hashes are made with a key; those before are plain, as an earlier release made them.',
  ),
  connectorSevered: activity(
    service,
    'Action',
    'Sever',
    'Connector',
    'The operator ended a connector for every organisation; in the trail of the operator.',
  ),
  connectorRestored: activity(
    service,
    'Action',
    'Restore',
    'Connector',
    'The operator lets organisations connect with a connector again; in the trail of the operator.',
  ),
  callerRevoked: activity(
    service,
    'Action',
    'Revoke',
    'Caller',
    'The tokens of a person or an application were revoked, and the sessions that it asked for or was given a link of are being closed.',
  ),
  auditPruned: activity(service, 'Delete', 'Prune', 'AuditEvent', 'Events older than the retention were removed.'),
} as const satisfies Record<string, Activity>;

/** Of an action on a device that development rehearses: `Wipe ManagedDevice`. */
export function deviceActivity(action: string, when: string): Activity {
  return activity(devices, 'Action', `${action[0]?.toUpperCase()}${action.slice(1)}`, 'ManagedDevice', when);
}
