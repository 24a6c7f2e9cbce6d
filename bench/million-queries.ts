import { managedDevices } from '../src/model/device/managed-devices.ts';
import { everyCondition, everyOrder } from '../test/harness/every-condition.ts';

/** What people ask, of which much, little or nothing is found. */
const usual = [
  `contains(deviceName,'no such')`,
  `contains(deviceName,'0099')`,
  `contains(deviceName,'PC-')`,
  `contains(tolower(userDisplayName),'user 777')`,
  `endswith(serialNumber,'-77777')`,
  `endswith(deviceName,'777')`,
  `tolower(userPrincipalName) eq 'user77@contoso.example'`,
  `startswith(tolower(deviceName),'pc-00001')`,
  `startswith(deviceName,'PC-')`,
  `deviceName gt 'PC-0500000'`,
  `lastSyncDateTime ge 2026-11-15T00:00:00Z`,
  `operatingSystem ne 'Windows'`,
  `complianceState ne 'compliant'`,
  `complianceState eq 'compliant'`,
  `operatingSystem in ('iOS','Windows')`,
  `azureADDeviceId eq null`,
  `not (operatingSystem eq 'Windows')`,
  `deviceName eq 'PC-0700001' or serialNumber eq 'SN-5'`,
  `tolower(userPrincipalName) eq 'user350000@contoso.example' or serialNumber eq 'SN-9'`,
  `contains(deviceName,'0099') or contains(serialNumber,'7777')`,
  `contains(deviceName,'0099') and operatingSystem eq 'iOS'`,
  `operatingSystem eq 'iOS' and complianceState eq 'compliant'`,
  `azureADDeviceId ne null`,
  `lastSyncDateTime ge 2026-11-05T00:00:00Z and lastSyncDateTime lt 2026-11-06T00:00:00Z`,
].map((filter) => `$filter=${filter}`);

/** What people put together. */
const together = [
  `$filter=contains(deviceName,'77') and contains(serialNumber,'777')`,
  `$filter=contains(deviceName,'777') and contains(serialNumber,'888')`,
  `$filter=contains(deviceName,'777') and contains(userPrincipalName,'contoso')`,
  `$filter=contains(deviceName,'777') or contains(serialNumber,'888')`,
  `$filter=contains(deviceName,'PC-') and operatingSystem eq 'iOS'`,
  `$filter=contains(deviceName,'777') and operatingSystem eq 'iOS'`,
  `$filter=contains(deviceName,'777') and operatingSystem ne 'Windows' and complianceState eq 'compliant'`,
  `$filter=contains(deviceName,'777') and model eq 'Model 7'`,
  `$filter=contains(deviceName,'777') and not contains(serialNumber,'7777')`,
  `$filter=not contains(deviceName,'777')`,
  `$filter=contains(deviceName,'777') and lastSyncDateTime ge 2026-11-15T00:00:00Z`,
  `$filter=startswith(deviceName,'PC-00') and endswith(serialNumber,'7')`,
  `$filter=contains(deviceName,'777') and not (operatingSystem eq 'iOS')`,
  `$filter=operatingSystem eq 'iOS' and complianceState eq 'compliant'`,
  `$filter=operatingSystem eq 'iOS' and complianceState eq 'unknown'`,
  `$filter=operatingSystem eq 'iOS' or complianceState eq 'compliant'`,
  `$filter=operatingSystem eq 'iOS' or contains(deviceName,'777')`,
  `$filter=serialNumber eq 'SN-7' or deviceName eq 'PC-0000777'`,
  `$filter=operatingSystem eq 'iOS' and model eq 'none'`,
  `$filter=operatingSystem eq 'iOS' and model eq 'Model 7'`,
  `$filter=operatingSystem ne null`,
  `$filter=userId ne null`,
  `$filter=azureADDeviceId ne null`,
  `$filter=serialNumber ne null and operatingSystem eq 'iOS'`,
  `$filter=serialNumber in ('SN-1','SN-2','SN-3',null)`,
  `$filter=userPrincipalName in ('user1@contoso.example','user2@contoso.example')`,
  `$filter=lastSyncDateTime ge 2026-11-15T00:00:00Z and lastSyncDateTime lt 2026-11-16T00:00:00Z`,
  `$filter=lastSyncDateTime ge 2027-01-01T00:00:00Z`,
  `$filter=lastSyncDateTime lt 2026-11-02T00:00:00Z and operatingSystem eq 'iOS'`,
  `$filter=enrolledDateTime gt 2026-11-10T00:00:00Z and complianceState eq 'noncompliant'`,
  `$filter=lastSyncDateTime ge 2026-11-15T00:00:00Z and model eq 'none'`,
  `$filter=lastSyncDateTime ge 2026-11-15T00:00:00Z and lastSyncDateTime lt 2026-11-16T00:00:00Z&$count=true`,
  `$filter=complianceState eq 'compliant'&$count=true`,
  `$filter=complianceState eq 'compliant' and operatingSystem eq 'iOS'&$count=true`,
  `$filter=contains(deviceName,'777')&$count=true`,
  `$filter=contains(deviceName,'PC-')&$count=true`,
  `$filter=operatingSystem eq 'iOS'&$search=777`,
  `$filter=operatingSystem eq 'iOS'&$search=777&$count=true`,
  `$filter=complianceState eq 'compliant'&$search=contoso&$count=true`,
  `$search=contoso&$count=true`,
  `$search=777&$count=true`,
  `$search=777 888`,
  `$search=777 AND contoso`,
  `$search=PC-`,
  `$search=000`,
  `$search=0000000`,
  `$search=user`,
  `$count=true`,
  `$skip=10000`,
  `$skip=100000`,
  `$skip=500000`,
  `$skip=900000`,
  `$filter=operatingSystem eq 'iOS'&$skip=100000`,
  `$filter=contains(deviceName,'777')&$skip=1000`,
  `$search=777&$skip=1000`,
  `$search=contoso&$skip=100000`,
  `$orderby=deviceName&$skip=100000`,
];

/** Every order, of what some conditions find. */
function* ordered(): Generator<string> {
  const conditions = [
    `$filter=operatingSystem eq 'iOS'`,
    `$filter=operatingSystem eq 'none'`,
    `$filter=complianceState ne 'compliant'`,
    `$filter=lastSyncDateTime ge 2026-11-15T00:00:00Z`,
    `$filter=contains(deviceName,'777')`,
    `$filter=contains(deviceName,'PC-')`,
    `$filter=startswith(deviceName,'PC-00')`,
    `$filter=userPrincipalName eq 'user77@contoso.example'`,
    '$search=777',
    '$search=contoso',
    '$search=nothing',
  ];
  for (const condition of conditions)
    for (const name of ['id', ...Object.keys(managedDevices.indexed ?? {})])
      for (const way of ['asc', 'desc']) yield `${condition}&$orderby=${name} ${way}`;
}

/** The queries of all of it. */
export function* asked(): Generator<string> {
  yield '$top=1000';
  yield* usual;
  yield* together;
  yield* ordered();
  for (const words of ['SN-77777', 'nothing', 'contoso', '777']) yield `$search=${words}`;
  yield `$filter=operatingSystem eq 'iOS'&$count=true`;
  yield `$filter=lastSyncDateTime lt 2026-11-06T00:00:00Z&$orderby=deviceName`;
  yield `$filter=contains(deviceName,'0099')&$count=true`;
  yield '$search=77777&$count=true';
  yield '$skip=500000';
  for (const condition of everyCondition()) yield `$filter=${condition}`;
  for (const order of everyOrder()) yield `$orderby=${order}`;
}

/** Three conditions, nested ones, many values, ranges between, common beginnings, and what no device meets together. */
const wide = [
  `operatingSystem eq 'iOS' and model eq 'Model 5' and complianceState eq 'compliant'`,
  `operatingSystem eq 'iOS' and model eq 'Model 7' and complianceState eq 'compliant'`,
  `operatingSystem eq 'Windows' and complianceState eq 'compliant' and lastSyncDateTime ge 2026-11-15T00:00:00Z`,
  `operatingSystem eq 'Windows' and complianceState eq 'unknown' and lastSyncDateTime ge 2026-11-15T00:00:00Z`,
  `(operatingSystem eq 'iOS' or operatingSystem eq 'Android') and not (complianceState eq 'compliant') and model eq 'Model 5'`,
  `operatingSystem eq 'iOS' or (complianceState eq 'compliant' and deviceName eq 'PC-0000777')`,
  `(operatingSystem eq 'iOS' and model eq 'Model 7') or serialNumber eq 'SN-5'`,
  `not (operatingSystem eq 'Windows') and not (complianceState eq 'compliant')`,
  `not (operatingSystem eq 'Windows' or complianceState eq 'compliant') and lastSyncDateTime ge 2026-11-15T00:00:00Z`,
  `operatingSystem ne 'Windows' and model eq 'none'`,
  `operatingSystem ne 'Windows' and operatingSystem ne 'iOS'`,
  `complianceState in ('compliant','unknown') and operatingSystem in ('iOS','Android')`,
  `operatingSystem in ('none','Android','Linux')`,
  `operatingSystem in ('iOS','Android') and model in ('Model 7','Model 9')`,
  `deviceName in (${listed(300, (n) => `'PC-${String(n * 3000).padStart(7, '0')}'`)})`,
  `serialNumber in (${listed(300, (n) => `'SN-${n * 3000}'`)}) and operatingSystem eq 'iOS'`,
  listed(200, (n) => `deviceName eq 'PC-${String(n * 5000).padStart(7, '0')}'`, ' or '),
  `lastSyncDateTime ge 2026-11-05T00:00:00Z and lastSyncDateTime lt 2026-11-06T00:00:00Z`,
  `lastSyncDateTime ge 2026-11-05T00:00:00Z and lastSyncDateTime lt 2026-11-25T00:00:00Z`,
  `lastSyncDateTime ge 2026-11-05T00:00:00Z and lastSyncDateTime lt 2026-11-06T00:00:00Z and operatingSystem eq 'iOS' and model eq 'none'`,
  `lastSyncDateTime ge 2026-11-05T00:00:00Z and enrolledDateTime lt 2026-11-05T00:00:00Z`,
  `enrolledDateTime eq 2026-11-05T10:00:00Z`,
  `enrolledDateTime eq 2026-11-05T10:00:00Z and model eq 'none'`,
  `deviceName ge 'PC-0200000' and deviceName lt 'PC-0800000'`,
  `deviceName ge 'PC-0200000' and deviceName lt 'PC-0800000' and model eq 'none'`,
  `startswith(deviceName,'PC-')`,
  `startswith(deviceName,'PC-00') and operatingSystem eq 'iOS'`,
  `startswith(deviceName,'PC-') and model eq 'none'`,
  `startswith(userPrincipalName,'user') and complianceState eq 'unknown'`,
  `startswith(serialNumber,'SN-9') and startswith(deviceName,'PC-00')`,
  `contains(deviceName,'PC-') and model eq 'none'`,
  `contains(deviceName,'00') and operatingSystem eq 'iOS' and model eq 'none'`,
  `contains(userPrincipalName,'contoso') and operatingSystem eq 'iOS' and complianceState eq 'unknown'`,
  `contains(deviceName,'777') and operatingSystem eq 'iOS' and complianceState eq 'compliant'`,
  `contains(deviceName,'PC-') or contains(serialNumber,'SN-')`,
  `contains(userDisplayName,'User') and not contains(deviceName,'PC-')`,
  `endswith(userPrincipalName,'@contoso.example')`,
  `endswith(userPrincipalName,'@fabrikam.example')`,
  `endswith(userPrincipalName,'77@contoso.example') and operatingSystem eq 'iOS'`,
  `tolower(userPrincipalName) eq 'user77@contoso.example' and operatingSystem eq 'iOS'`,
  `startswith(tolower(userPrincipalName),'user77')`,
  `userId ne null and model eq 'none'`,
  `azureADDeviceId eq null and model eq 'none'`,
  `userId ne 'none'`,
  `isEncrypted eq true and operatingSystem eq 'iOS'`,
].map((filter) => `$filter=${filter}`);

const searched = [
  '$search=777',
  '$search=contoso',
  '$search=PC- AND user',
  '$search=0000000',
  ...[
    `operatingSystem eq 'iOS'`,
    `model eq 'none'`,
    `startswith(deviceName,'PC-')`,
    `lastSyncDateTime ge 2026-11-15T00:00:00Z`,
  ].flatMap((filter) => ['777', 'contoso', '0000000'].map((words) => `$filter=${filter}&$search=${words}`)),
];

function listed(count: number, each: (n: number) => string, between = ','): string {
  return Array.from({ length: count }, (_, index) => each(index + 1)).join(between);
}

/** Each of many conditions, in each order, counted, skipped, in short and in long pages. */
export function* askedWidely(): Generator<string> {
  const names = ['id', ...Object.keys(managedDevices.indexed ?? {})];
  for (const condition of [...usual, ...wide, ...searched]) {
    yield condition;
    for (const more of ['$count=true', '$top=1', '$top=1000', '$skip=1000', '$skip=100000'])
      yield `${condition}&${more}`;
    for (const name of names) for (const way of ['asc', 'desc']) yield `${condition}&$orderby=${name} ${way}`;
    yield `${condition}&$orderby=deviceName,model`;
  }
  for (const name of names)
    for (const way of ['asc', 'desc']) {
      yield `$orderby=${name} ${way}`;
      yield `$orderby=${name} ${way}&$skip=100000`;
    }
  for (const second of names) yield `$orderby=lastSyncDateTime desc,${second}`;
}
