import { sentence } from '../../text/recorded/sentences.ts';
import { PartnerFailure } from '../partner-failure.ts';
import type { NewSession } from '../session.ts';

/** What a link is made for. */
export type LinkFor = Pick<NewSession, 'device' | 'supporter'>;

/** What a template may name, and what stands for it. */
const fields = {
  deviceName: ({ device }) => device.deviceName,
  serialNumber: ({ device }) => device.serialNumber,
  azureADDeviceId: ({ device }) => device.azureADDeviceId,
  managedDeviceId: ({ device }) => device.id,
  partnerDeviceId: ({ device }) => device.partnerDeviceId,
  supporter: ({ supporter }) => supporter,
} as const satisfies Readonly<Record<string, (session: LinkFor) => string | null>>;

/** What is said where one of them is lacking; those that are not here are properties of the device. */
const lacking: Partial<Readonly<Record<keyof typeof fields, (connector: string) => string>>> = {
  partnerDeviceId: (connector) => sentence('noIdThere', { partner: connector, connector }),
  supporter: () => sentence('nobodyHelps'),
};

const fieldNames = Object.keys(fields);

/** Schemes that a browser would run or read by itself, and one that shows the link to everybody on the way. */
const refused = new Set(['javascript', 'data', 'file', 'vbscript', 'blob', 'about', 'http']);

/** What is wrong with a template, for whoever writes the settings; `undefined` for one that can be used. */
export function templateProblem(template: string): string | undefined {
  const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(template)?.[1]?.toLowerCase();
  if (scheme === undefined) return 'begin with a scheme, https: or that of a program';
  if (refused.has(scheme)) return `write another scheme than ${scheme}:`;
  const host = /^[a-z0-9+.-]+:\/\/([^/?#]*)/i.exec(template)?.[1] ?? '';
  if (scheme === 'https' && (host === '' || /[{}@]/.test(host))) return 'write out the host, which no device decides';
  const unknown = [...template.matchAll(/\{([^}]*)\}/g)].find(([, name = '']) => !fieldNames.includes(name));
  return unknown && `${unknown[0]} is not known; write ${fieldNames.map((name) => `{${name}}`).join(', ')}`;
}

/** The link for a device: every value is one part of it, whatever characters it has. @throws PartnerFailure `noDevice` */
export function fillTemplate(template: string, session: LinkFor, connector: string): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: keyof typeof fields) => {
    const value = fields[name](session);
    if (value) return encodeURIComponent(value);
    throw new PartnerFailure('noDevice', lacking[name]?.(connector) ?? sentence('noProperty', { property: name }));
  });
}
