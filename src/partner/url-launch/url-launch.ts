import type { Clock } from '../../core/clock.ts';
import { Secret } from '../../core/secret.ts';
import type { Connector } from '../connector.ts';
import { nothingGiven } from '../onboarding.ts';
import { fillTemplate } from './template.ts';

interface UrlLaunchOptions {
  readonly name: string;
  /** As {@link templateProblem} takes it. */
  readonly template: string;
  readonly clock: Clock;
}

/**
 * The connector for a product without an API: a session is a link, made for one device. Nobody is called, and nothing can be listed,
 * closed, cut or revoked.
 */
export function urlLaunch({ name, template, clock }: UrlLaunchOptions): Connector {
  const since = clock.now();
  return {
    name,
    capabilities: {
      onboarding: 'none',
      revokes: false,
      revokingCutsSessions: false,
      deviceBound: false,
      closesSessions: false,
      closingCuts: false,
      access: [],
      viewOnly: 'no',
      consentPrompt: false,
      inventory: false,
      events: 'none',
    },
    onboarding: { kind: 'none', grant: () => ({ grant: new Secret(nothingGiven) }) },
    health: () => ({ state: 'reachable', since, breaker: 'closed' }),
    wake: () => {},
    isOwn: (grant) => grant.reveal() === nothingGiven,
    check: async () => ({ kind: 'valid' }),
    revoke: async () => 'there is nothing to revoke',
    account: async () => ({ id: name, name }),
    openSession: async (_grant, asked) => ({
      ref: asked.key.sessionId,
      state: 'open',
      supporterLink: fillTemplate(template, asked, name),
    }),
    session: async (_grant, ref) => ({ ref, state: 'open' }),
    openSessions: async () => [],
    closeSession: async () => 'there is nothing to close',
    connections: async () => [],
    [Symbol.asyncDispose]: async () => {},
  };
}
