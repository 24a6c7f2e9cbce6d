import { at } from '../../client/address.ts';
import type { Graph } from '../../client/graph.ts';
import { type Partner, partnersPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { poll, tooLate } from '../poll.ts';
import { openInBrowser } from '../terminal/open-in-browser.ts';
import { awaitedConsent, describe } from './awaited-consent.ts';
import { findPartner, getPartner, partnerArgument, partnerColumns } from './partner.ts';

export const partnersConnect = command({
  name: 'partners connect',
  summary: 'Begin to connect a partner: gives the page where an administrator consents.',
  description:
    'Whoever opens the page signs in to the partner, TeamViewer for instance, and lets this organisation in.',
  needs: 'graph',
  prints: true,
  arguments: [partnerArgument],
  options: {
    open: { kind: 'flag', description: 'Open the page in the browser.' },
    wait: { kind: 'flag', description: 'Wait until consent is given; fails when it is denied.' },
    timeout: { kind: 'number', value: 'SECONDS', default: 3600, description: 'How long --wait waits.' },
  },
  examples: [
    { line: 'assistd partners connect --open --wait', does: 'Consent in the browser, and come back when it is done.' },
    { line: 'assistd partners connect TeamViewer', does: 'Print the page’s address, for somebody else to open.' },
  ],
  async run({ graph: open, terminal, result, signal }, given) {
    const graph = await open();
    const { id, displayName } = await findPartner(graph, given.arguments.partner);
    await graph.post(at(partnersPath, id, 'beginOnboarding'));
    const begun = await terminal.waiting(`waiting for the page of ${displayName}`, () =>
      poll(() => withPage(graph, id), {
        limitSeconds: 60,
        signal,
        late: () => tooLate('no onboardingUrl came', `See: assistd partners show ${id}`),
      }),
    );
    const url = begun.onboardingUrl ?? '';
    if (given.options.open) await openInBrowser(url, terminal);
    if (!given.options.wait) return result.print(begun, partnerColumns, `${url}\n`);
    terminal.note(`Consent is given here: ${url}`);
    const isAssistd = await graph.isAssistd();
    let told: string | null = null;
    const tellParked = async () => {
      const awaited = isAssistd ? await awaitedConsent(graph, id) : undefined;
      if (awaited?.status !== 'parked' || awaited.accountId === told) return;
      told = awaited.accountId;
      terminal.note(`${describe(awaited)} has consented, and has to be confirmed: assistd partners confirm ${id}`);
    };
    const connected = await terminal.waiting(`waiting for consent at ${displayName}`, () =>
      poll(() => decided(graph, id, tellParked), {
        limitSeconds: given.options.timeout,
        signal,
        late: () => tooLate('nobody has consented yet', `The page goes on working: ${url}`),
      }),
    );
    if (connected.onboardingStatus !== 'onboarded') {
      throw new CommandFailure(
        exitCodes.failed,
        `${displayName} was not connected: consent was denied, or came too late`,
      );
    }
    await result.print(connected, partnerColumns);
  },
});

/** Intune makes the page in the background. */
async function withPage(graph: Graph, id: string): Promise<Partner | undefined> {
  const partner = await getPartner(graph, id);
  return partner.onboardingUrl || partner.onboardingStatus === 'onboarded' ? partner : undefined;
}

async function decided(graph: Graph, id: string, waiting: () => Promise<void>): Promise<Partner | undefined> {
  const partner = await getPartner(graph, id);
  if (partner.onboardingStatus !== 'onboarding') return partner;
  await waiting();
  return undefined;
}
