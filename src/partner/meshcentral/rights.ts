/** Rights on a device group (MeshCentral 1.1.55, `meshuser.js`), spelled as on its page "Add User Permissions". */
const rights = {
  'Edit Device Group': 1,
  'Manage Device Group Users': 2,
  'Manage Device Group Computers': 4,
  'Remote Control & Relay': 8,
  'Mesh Agent Console': 16,
  'Server Files': 32,
  'Wake Devices': 64,
  'Edit Device Notes': 128,
  'Remote View Only': 256,
  'No Terminal Access': 512,
  'No File Access': 1024,
  'No Intel® AMT': 2048,
  'Limited Input Only': 4096,
  'Show Only Own Events': 8192,
  'Chat & Notify': 16_384,
  'Uninstall Agent': 32_768,
  'No Desktop Access': 65_536,
  'Remote Commands': 131_072,
  'Reset / Power off': 262_144,
  'Guest Sharing': 524_288,
  'Device Details': 1_048_576,
  Relay: 2_097_152,
} as const;

type Right = keyof typeof rights;

/** What an account needs on a group: to share a device, and to tell which device it is. */
export const neededRights: readonly Right[] = ['Remote Control & Relay', 'Guest Sharing', 'Device Details'];

/** What takes something away. With "Limited Input Only" nothing can be shared, so that one is not among them. */
const narrowing: readonly Right[] = [
  'Remote View Only',
  'No Terminal Access',
  'No File Access',
  'No Intel® AMT',
  'Show Only Own Events',
  'No Desktop Access',
];

/** What MeshCentral calls "Full Administrator". */
const everything = 0xffffffff;

/** What is missing of what is needed, and what is given beyond it. */
export function judged(given: number): { readonly missing: readonly string[]; readonly excess: readonly string[] } {
  if (given === everything) return { missing: [], excess: ['Full Administrator'] };
  const has = (right: Right) => (given & rights[right]) !== 0;
  const names = Object.keys(rights) as Right[];
  return {
    missing: neededRights.filter((right) => !has(right)),
    excess: names.filter((right) => has(right) && !neededRights.includes(right) && !narrowing.includes(right)),
  };
}

/** Site rights of an account (`meshuser.js`). */
export const siteRights = {
  manageUsers: 2,
  noNewGroups: 64,
  lockSettings: 1024,
  noNewDevices: 4096,
  all: everything,
} as const;
