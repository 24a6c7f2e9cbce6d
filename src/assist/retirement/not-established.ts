import type { RetirementProgress } from '../../obligations/progress.ts';
import type { Connector } from '../../partner/connector.ts';
import { sentence } from '../../text/recorded/sentences.ts';

/** What a partner lets nobody know of a retirement that is over, in sentences. */
export function notEstablished(
  { name, capabilities }: Connector,
  { sessionsClosed = 0, running = [], revoked }: RetirementProgress,
  unconfirmed: string | undefined,
): string[] {
  const sentences: string[] = [];
  if (unconfirmed !== undefined) sentences.push(sentence('overThere', { partner: name, why: unconfirmed }));
  if (!capabilities.revokes) {
    sentences.push(sentence('linksMayWork', { partner: name }));
  } else if (!revoked) sentences.push(sentence('whoTookIt', { partner: name }));
  if ((sessionsClosed > 0 || running.length > 0) && !capabilities.closingCuts) {
    sentences.push(sentence('cutOffUnknown', { partner: name }));
  }
  if (running.length > 0) {
    sentences.push(
      running.length === 1 ? sentence('connectionRan') : sentence('connectionsRan', { count: running.length }),
    );
  }
  if (capabilities.events === 'none') sentences.push(sentence('whoUsedIt', { partner: name }));
  return sentences;
}
