/** What a device can be filtered by; the names stand on the wire. */
export const operatingSystems = ['Windows', 'macOS', 'iOS', 'iPadOS', 'Android', 'Linux', 'ChromeOS'] as const;

export const complianceStates = [
  'compliant',
  'noncompliant',
  'inGracePeriod',
  'conflict',
  'error',
  'configManager',
  'unknown',
] as const;
