import { verifyAuditEvents as verify } from '../../store/table/audit/audit-chain.ts';
import type { Handler } from '../call.ts';

export const verifyAuditEvents: Handler<'auditEvents.verify'> = async ({ database }, { caller }) => {
  const { intact, count, firstBroken, keyedFrom, newest } = await verify(
    (work) => database.read(caller.tenantId, work),
    (part) => database.inTurn(caller.tenantId, part),
  );
  return {
    intact,
    count,
    firstBroken: firstBroken?.id ?? null,
    firstBrokenSequence: firstBroken?.sequence ?? null,
    problem: firstBroken?.problem ?? null,
    keyedFromSequence: keyedFrom ?? null,
    newestSequence: newest.sequence,
    newestHash: newest.hash,
  };
};
