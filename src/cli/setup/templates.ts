import wrapAnsi from 'wrap-ansi';
import { type DescribedSetting, describedSettings } from '../../settings/described.ts';

interface Known {
  readonly origin: string | undefined;
  readonly tenant: string | undefined;
  readonly application: string | undefined;
}

/** What of the settings is the development set-up's, or is handed over apart from the file. */
const leftOut = ['seed', 'dataFolder', 'masterKeys', 'auditKeys'];

/** A file of settings with each setting's meaning; those that are not known, or as they are by default, are comments. */
export async function configurationText({ origin, tenant, application }: Known): Promise<string> {
  const entra = { preset: 'entra', audiences: [application ?? placeholder], tenants: [tenant ?? placeholder] };
  const first = new Map<string, Entry>([
    ['publicOrigin', { value: origin ?? 'https://assist.example.org', isKnown: origin !== undefined }],
    ['database', { value: '/var/lib/assistd', isKnown: true }],
    ['issuers', { value: [entra], isKnown: tenant !== undefined && application !== undefined }],
    [
      'tenants',
      { value: [{ tenantId: tenant ?? placeholder, displayName: 'Contoso' }], isKnown: tenant !== undefined },
    ],
    ['connectors', { value: [{ product: 'teamviewer', clientId: '…', clientSecret: '…' }], isKnown: false }],
    ['consoleClientId', { value: placeholder, isKnown: false }],
  ]);
  const settings = describedSettings().filter(({ name }) => !leftOut.includes(name));
  const asked = [...first].flatMap(([name, entry]) => {
    const setting = settings.find((each) => each.name === name);
    return setting ? [entryText(setting, entry)] : [];
  });
  const others = settings
    .filter(({ name }) => !first.has(name))
    .map((setting) => entryText(setting, { value: setting.default ?? '…', isKnown: false }));
  return `{
${comment('Settings of assistd serve. Comments and commas at the end of a list are allowed. What stands in a comment counts as it is by default. Keys are given apart: ASSISTD_MASTER_KEYS_FILE=master.keys. Everything: docs/guide/settings.md, or assistd settings.')}

${asked.join('\n\n')}

${comment('Every other setting, with its default.')}

${others.join('\n\n')}
}
`;
}

interface Entry {
  readonly value: unknown;
  /** Whether it counts; else it is an example, in a comment. */
  readonly isKnown: boolean;
}

const placeholder = '00000000-0000-0000-0000-000000000000';

function entryText({ name, meaning, choices }: DescribedSetting, { value, isKnown }: Entry): string {
  const words = choices ? `${meaning} One of ${choices.join(', ')}.` : meaning;
  const line = `  ${isKnown ? '' : '// '}${JSON.stringify(name)}: ${JSON.stringify(value)},`;
  return `${comment(words)}\n${line}`;
}

function comment(text: string): string {
  return wrapAnsi(text, 110)
    .split('\n')
    .map((line) => `  // ${line}`)
    .join('\n');
}

/** What `assistd dev` may begin with, in the forms that docs/guide/testing.md explains. */
export function seedText(): string {
  return `{
  // What assistd dev begins with: docs/guide/testing.md. Everybody signs in without a password.
  "tenants": [
    {
      "domain": "contoso.example",
      "displayName": "Contoso",
      "users": [
        { "userPrincipalName": "adele@contoso.example", "displayName": "Adele Admin" },
        // "read", "write" (the default), or a list of permission names.
        { "userPrincipalName": "grady@contoso.example", "permissions": "read" },
      ],
      // "onboarded" is connected to the sandbox from the beginning.
      "partners": [{ "displayName": "TeamViewer", "onboardingStatus": "onboarded" }],
      // A list of devices, or how many to make up.
      "devices": [{ "deviceName": "DESKTOP-1", "serialNumber": "S-1", "operatingSystem": "Windows" }],
      "sessions": [],
    },
    { "domain": "fabrikam.example", "devices": 3 },
  ],
}
`;
}
