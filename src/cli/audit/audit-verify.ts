import { type AuditVerification, auditVerificationPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';

export const auditVerify = command({
  name: 'audit verify',
  summary: 'Check that no audit event was removed or altered (assistd only).',
  description: 'Each event carries the hash of the one before it. Ends with 1 when the chain is broken.',
  needs: 'assistd',
  prints: true,
  arguments: [],
  options: {},
  examples: [{ line: 'assistd audit verify', does: 'Check the whole trail.' }],
  async run({ graph, result }) {
    const verified = await (await graph()).get<AuditVerification>(auditVerificationPath);
    await result.print(verified, [
      { title: 'Intact', value: (each) => each.intact },
      { title: 'Events', value: (each) => each.count },
      { title: 'First broken', value: (each) => each.firstBroken },
    ]);
    if (!verified.intact) {
      throw new CommandFailure(exitCodes.failed, `the audit trail is broken at the event ${verified.firstBroken}`);
    }
  },
});
