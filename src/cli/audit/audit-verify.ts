import { type AuditVerification, auditVerificationPath } from '../../client/resources.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { accountOf } from '../sign-in/account.ts';
import { compareHeads } from './compare-heads.ts';
import { readSavedHeads } from './saved-heads.ts';

export const auditVerify = command({
  name: 'audit verify',
  summary: 'Check that no audit event was removed or altered (assistd only).',
  description:
    'Each event carries the hash of the one before it, made with a key that the database does not hold. Ends with 1 when the chain is broken, or no longer has an event that it once ended with.',
  needs: 'assistd',
  prints: true,
  arguments: [],
  options: {
    since: {
      kind: 'text',
      value: 'FILE',
      description: 'Compare with newest hashes that were kept: auditHeadsFile, the log, or what -o json has printed.',
    },
  },
  examples: [
    { line: 'assistd audit verify', does: 'Check the whole trail.' },
    { line: 'assistd audit verify -o json > kept.json', does: 'Keep where it ends.' },
    { line: 'assistd audit verify --since kept.json', does: 'Check that it still goes on from there.' },
  ],
  async run(context, { options }) {
    // First, so that a file that is of no use is said before a long trail is read.
    const heads = options.since === undefined ? undefined : readSavedHeads(options.since, await tenantOf(context));
    const graph = await context.graph();
    const verified = await graph.get<AuditVerification>(auditVerificationPath);
    const compared = heads && (await compareHeads(graph, heads));
    await context.result.print({ ...verified, ...(compared && { since: compared }) }, [
      { title: 'Intact', value: (each) => each.intact },
      { title: 'Events', value: (each) => each.count },
      { title: 'Keyed from', value: (each) => each.keyedFromSequence },
      { title: 'Ends at', value: (each) => each.newestSequence },
      { title: 'First broken', value: (each) => each.firstBroken ?? each.firstBrokenSequence },
    ]);
    if (!verified.intact) {
      const where = verified.firstBroken ?? `with sequence ${verified.firstBrokenSequence}`;
      throw new CommandFailure(
        exitCodes.failed,
        verified.problem === 'keyMissing'
          ? `assistd has not the key of the event ${where}: add it to auditKeys, and verify again`
          : `the audit trail is broken at the event ${where}`,
      );
    }
    if (compared?.differing) {
      const { sequence, hash } = compared.differing;
      throw new CommandFailure(
        exitCodes.failed,
        `the audit trail is not the one that was kept: its event ${sequence} had the hash ${hash}`,
      );
    }
    if (compared) context.terminal.note(`${compared.found} kept, all in the trail; ${compared.removed} removed by age`);
  },
});

async function tenantOf({ token }: Context): Promise<string | null> {
  return accountOf('', (await token()).reveal(), '').tenant;
}
