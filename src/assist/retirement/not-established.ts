import type { RetirementProgress } from '../../obligations/progress.ts';
import type { Connector } from '../../partner/connector.ts';

/** What a partner lets nobody know of a retirement that is over, in sentences. */
export function notEstablished(
  { name, capabilities }: Connector,
  { sessionsClosed = 0, running = [], revoked }: RetirementProgress,
  unconfirmed: string | undefined,
): string[] {
  const sentences: string[] = [];
  if (unconfirmed !== undefined) sentences.push(`Whether all of it is over at ${name}: ${unconfirmed}.`);
  if (!capabilities.revokes) {
    sentences.push(
      `Whether links that were given out still work: ${name} gives no grant, and nothing could be revoked.`,
    );
  } else if (!revoked) sentences.push(`Who took the grant away at ${name}, and when.`);
  if (sessionsClosed > 0 && !capabilities.closingCuts) {
    sentences.push(`Whether ${name} cut off whoever was inside when a session was closed; it does not say.`);
  }
  if (running.length > 0) {
    sentences.push(
      running.length === 1
        ? 'When the connection ended that was running as its session was closed.'
        : `When the ${running.length} connections ended that were running as their sessions were closed.`,
    );
  }
  if (capabilities.events === 'none') sentences.push(`Who used the sessions; ${name} does not tell.`);
  return sentences;
}
