/**
 * What `neighbours.ts` measures others beside: ten searches, a batch, an import and a verification of one organisation, each again as soon as it is
 * answered. A process of its own, at a lower priority, since a client's work is not the service's.
 */
import { parseArgs } from 'node:util';

export const management = '/beta/deviceManagement';
const json = { 'Content-Type': 'application/json' };

/** What Graph gives of a device besides: an import is mostly a page of another service. */
const besides = {
  managedDeviceOwnerType: 'company',
  enrolledDateTime: '2026-01-02T03:04:05Z',
  lastSyncDateTime: '2026-11-02T03:04:05Z',
  operatingSystem: 'Windows',
  complianceState: 'compliant',
  jailBroken: 'Unknown',
  managementAgent: 'mdm',
  osVersion: '10.0.22631.4460',
  easActivated: true,
  easDeviceId: null,
  easActivationDateTime: '0001-01-01T00:00:00Z',
  azureADRegistered: true,
  deviceEnrollmentType: 'windowsAzureADJoin',
  emailAddress: 'somebody@contoso.com',
  azureADDeviceId: '6f1c4f0e-2f3b-4a57-9a3e-5d1f0c9b7e21',
  deviceRegistrationState: 'registered',
  deviceCategoryDisplayName: 'Unassigned',
  isSupervised: false,
  exchangeLastSuccessfulSyncDateTime: '0001-01-01T00:00:00Z',
  exchangeAccessState: 'none',
  exchangeAccessStateReason: 'none',
  isEncrypted: true,
  userPrincipalName: 'somebody@contoso.com',
  model: 'Surface Pro 9',
  manufacturer: 'Microsoft Corporation',
  imei: null,
  complianceGracePeriodExpirationDateTime: '9999-12-31T23:59:59Z',
  phoneNumber: null,
  androidSecurityPatchLevel: null,
  userDisplayName: 'Somebody',
  wiFiMacAddress: '001122334455',
  subscriberCarrier: '',
  meid: null,
  totalStorageSpaceInBytes: 510_000_000_000,
  freeStorageSpaceInBytes: 210_000_000_000,
  managedDeviceName: 'somebody_Windows_1/2/2026_3:04 AM',
  partnerReportedThreatState: 'unknown',
  managementCertificateExpirationDate: '2027-01-02T03:04:05Z',
};

const device = (index: number, pass = 0) => ({
  ...besides,
  serialNumber: `A-${index}`,
  // Every other one changes from import to import.
  deviceName: index % 2 === 0 ? `PC-${index}` : `PC-${index}-${pass}`,
  notes: 'x'.repeat(200),
});
export const imported = (from: number, pass = 0) =>
  JSON.stringify({ devices: Array.from({ length: 1000 }, (_, index) => device(from + index, pass)) });

/** Gives the status of the answer, once all of it has come. */
export async function ask(origin: string, token: string, path: string, body?: string): Promise<number> {
  const headers = { ...(body !== undefined && json), Authorization: `Bearer ${token}` };
  const reply = await fetch(origin + path, { headers, ...(body !== undefined && { method: 'POST', body }) });
  await reply.arrayBuffer();
  return reply.status;
}

const conditions = [
  "contains(deviceName,'none')",
  "contains(tolower(model),'none')",
  "endswith(serialNumber,'99')",
  "model eq 'none'",
  "contains(notes,'y')",
  "tolower(userPrincipalName) eq 'none'",
  "startswith(tolower(deviceName),'pc-1')",
  "contains(deviceName,'PC-')",
  "osVersion ne '' and contains(serialNumber,'7')",
  "not contains(notes,'x')",
].map((text, index) => `?$filter=${encodeURIComponent(text)}${index % 2 === 0 ? '&$count=true' : ''}`);

/** One thing that is asked again and again. */
interface Asking {
  readonly name: string;
  readonly request: () => { readonly path: string; readonly body?: string };
}

let next = 0;
const steps = JSON.stringify({
  requests: conditions
    .concat(conditions)
    .map((query, index) => ({ id: String(index), method: 'GET', url: `/deviceManagement/managedDevices${query}` })),
});
const asking: readonly Asking[] = [
  ...conditions.map((query) => ({ name: 'search', request: () => ({ path: `${management}/managedDevices${query}` }) })),
  { name: 'batch', request: () => ({ path: '/beta/$batch', body: steps }) },
  {
    name: 'import',
    request: () => ({ path: '/assist/managedDevices/import', body: imported((next % 20) * 1000, ++next) }),
  },
  { name: 'verification', request: () => ({ path: '/assist/auditEvents/verify()' }) },
];

if (import.meta.main) {
  const {
    origin = '',
    token = '',
    seconds,
    only = '',
  } = parseArgs({
    options: {
      origin: { type: 'string' },
      token: { type: 'string' },
      seconds: { type: 'string' },
      only: { type: 'string' },
    },
  }).values;
  const ending = performance.now() + Number(seconds) * 1000;
  const answered = new Map<string, number>();
  const chosen = asking.filter(({ name }) => name.includes(only));
  await Promise.all(
    chosen.map(async ({ name, request }) => {
      while (performance.now() < ending) {
        const { path, body } = request();
        const key = `${name} ${await ask(origin, token, path, body)}`;
        answered.set(key, (answered.get(key) ?? 0) + 1);
      }
    }),
  );
  console.log(
    [...answered]
      .sort()
      .map(([key, count]) => `${key}: ${count}`)
      .join(', '),
  );
}
