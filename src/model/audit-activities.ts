/** One kind of event of the audit trail, in Intune's pattern of names: a verb and a type. */
export interface Activity {
  /** `displayName` and `activityType`. */
  readonly name: string;
  readonly operation: 'Create' | 'Patch' | 'Delete' | 'Action';
  readonly category: string;
  readonly componentName: string;
  /** `auditResourceType` of what it is about. */
  readonly resourceType: string;
}

// What scripts that read Intune's trail look for: IntuneCD finds partners by this component and their resourceId.
const component = { category: 'Device', componentName: 'ManagedDevices' };

function partner(name: string, operation: Activity['operation']): Activity {
  return { name: `${name} RemoteAssistancePartner`, operation, resourceType: 'RemoteAssistancePartner', ...component };
}

/** Every event that is written; the table of `docs/guide/audit.md`. */
export const activities = {
  partnerCreated: partner('Create', 'Create'),
  partnerUpdated: partner('Patch', 'Patch'),
  partnerDeleted: partner('Delete', 'Delete'),
  onboardingBegun: partner('BeginOnboarding', 'Action'),
  onboardingCompleted: partner('CompleteOnboarding', 'Action'),
  onboardingDenied: partner('DenyOnboarding', 'Action'),
  onboardingExpired: partner('ExpireOnboarding', 'Action'),
  partnerDisconnected: partner('Disconnect', 'Action'),
  connectionLost: partner('LoseConnection', 'Action'),
  grantRevoked: partner('RevokeGrant', 'Action'),
  obligationOverdue: partner('ReportOverdueObligation', 'Action'),
} as const satisfies Record<string, Activity>;
