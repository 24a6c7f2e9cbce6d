import { z } from 'zod';
import { connectorName, ofEveryConnector, product } from '../product.ts';
import { presetNames, presets } from './presets.ts';
import { templateProblem } from './template.ts';
import { urlLaunch } from './url-launch.ts';

const host = z.string().regex(/^[a-z0-9.-]+(:\d+)?$/i, 'write a host, such as acme.screenconnect.com');

/** A product without an API, by a link. */
export const urlLaunchProduct = product({
  settings: z
    .strictObject({
      name: connectorName,
      product: z.literal('urlLaunch').describe('A product without an API, by a link.'),
      ...ofEveryConnector,
      template: z
        .string()
        .optional()
        .describe('The link, with {deviceName} and the like in it; see docs/guide/connectors.md. Or a preset.'),
      preset: z.enum(presetNames).optional().describe('The product whose link it is; it wants its host.'),
      host: host.optional().describe('Of a preset: the host that the link leads to.'),
    })
    .superRefine((settings, context) => {
      const problem = problemOf(settings);
      if (problem) context.addIssue({ code: 'custom', message: problem });
    }),
  hosts: () => [],
  create: (settings, { clock }) => urlLaunch({ name: settings.name, template: templateOf(settings) ?? '', clock }),
});

interface Written {
  readonly template?: string | undefined;
  readonly preset?: keyof typeof presets | undefined;
  readonly host?: string | undefined;
}

function templateOf({ template, preset, host = '' }: Written): string | undefined {
  return preset === undefined ? template : presets[preset].template.replace('{host}', host);
}

function problemOf(written: Written): string | undefined {
  const template = templateOf(written);
  if (template === undefined || (written.preset && written.template !== undefined))
    return 'write a template, or a preset';
  if (written.preset && presets[written.preset].template.includes('{host}') !== (written.host !== undefined)) {
    return `${written.host === undefined ? 'write the' : 'leave out the'} host of the preset ${written.preset}`;
  }
  const problem = templateProblem(template);
  return problem && `template: ${problem}`;
}
