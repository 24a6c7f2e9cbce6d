import type { ReceiptClaims } from '../../receipt/claims.ts';
import type { Column } from '../terminal/result.ts';

/** What a person reads first of a receipt; all of it with `-o json`. */
export const receiptColumns: readonly Column<ReceiptClaims>[] = [
  { title: 'Organisation', value: ({ organisation: { id, displayName } }) => named(displayName, id) },
  { title: 'Disconnect', value: ({ sub }) => sub },
  { title: 'Kind', value: ({ disconnect }) => disconnect.kind },
  { title: 'Status', value: ({ disconnect }) => disconnect.status },
  { title: 'Final', value: ({ final }) => final },
  {
    title: 'Partner',
    value: ({ disconnect: { partnerDisplayName, partnerId } }) => partnerId && named(partnerDisplayName, partnerId),
  },
  { title: 'Asked for by', value: ({ disconnect }) => disconnect.requestedBy },
  { title: 'From', value: ({ disconnect }) => disconnect.actor.ipAddress },
  { title: 'Reason', value: ({ disconnect }) => disconnect.reason },
  { title: 'Ticket', value: ({ disconnect }) => disconnect.ticket },
  { title: 'Asked for at', value: ({ disconnect }) => disconnect.requestedDateTime },
  { title: 'Over at', value: ({ disconnect }) => disconnect.completedDateTime },
  { title: 'Sessions', value: ({ disconnect }) => disconnect.sessions.length },
  {
    title: 'Steps',
    value: ({ disconnect }) =>
      disconnect.retirements
        .flatMap(({ steps }) => steps.map(({ name, completedDateTime }) => `${name} ${completedDateTime}`))
        .join(', '),
  },
  {
    title: 'Not established',
    value: ({ disconnect }) => disconnect.retirements.flatMap(({ notEstablished }) => notEstablished).join(' '),
  },
  { title: 'Events', value: ({ disconnect }) => disconnect.events.map(({ sequence }) => sequence).join(', ') },
  { title: 'Trail', value: ({ trail }) => `${trail.sequence} ${trail.hash}` },
  { title: 'Made at', value: ({ iat }) => new Date(iat * 1000).toISOString() },
  { title: 'Made by', value: ({ iss, service }) => `${service}, ${iss}` },
];

function named(name: string | null, id: string): string {
  return name ? `${name} (${id})` : id;
}
