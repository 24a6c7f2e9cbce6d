import type { Connector } from '../../partner/connector.ts';

/** What a partner does not let anybody do or know, in sentences, before somebody disconnects from it. */
export function limitsOf({ name, capabilities }: Connector): string[] {
  const sentences: string[] = [];
  if (!capabilities.revokes)
    sentences.push(`${name} gives nothing that could be revoked: links that were given out may still work.`);
  if (!capabilities.closesSessions) sentences.push(`${name} offers no way to close a session.`);
  if (capabilities.closesSessions && !capabilities.closingCuts) {
    sentences.push(`Closing a session keeps others out; whether it cuts off who is inside, ${name} does not say.`);
  }
  if (capabilities.events === 'none') sentences.push(`${name} does not tell who used a session.`);
  return sentences;
}
