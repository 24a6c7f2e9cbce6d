import { type AuditVerification, auditVerificationPath } from '../../client/resources.ts';
import { checkTimeStamp } from '../check-time-stamp.ts';
import { command } from '../command.ts';
import type { Context } from '../context.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { readText } from '../named-file.ts';
import { accountOf } from '../sign-in/account.ts';
import { compareHeads } from './compare-heads.ts';
import { readSavedHeads, type SavedHead } from './saved-heads.ts';

export const auditVerify = command({
  name: 'audit verify',
  summary: 'Check that no audit event was removed or altered.',
  description:
    'Each event carries the hash of the one before it, made with a key that the database does not hold. Ends with 1 when the chain is broken, or no longer has an event that it once ended with.',
  needs: 'assistd',
  prints: true,
  options: {
    since: {
      kind: 'text',
      value: 'FILE',
      description: 'Compare with newest hashes that were kept: auditHeadsFile, the log, or what -o json has printed.',
    },
    authority: {
      kind: 'text',
      value: 'FILE',
      description: 'The certificate (PEM) of the time stamp authority, to verify the time stamps of those too.',
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
    const authority = options.authority === undefined ? undefined : await readText(options.authority);
    const stamps = checkStamps(heads ?? [], authority);
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
    if (stamps) context.terminal.note(stamps);
    if (compared) context.terminal.note(`${compared.found} kept, all in the trail; ${compared.removed} removed by age`);
  },
});

/** What the time stamps of newest hashes say. @throws CommandFailure that names the first that is not right */
function checkStamps(heads: readonly SavedHead[], authority: string | undefined): string | undefined {
  const checked = heads.flatMap(({ sequence, stamped }) =>
    stamped ? [checkTimeStamp(stamped, `the time stamp over the event ${sequence}`, authority)] : [],
  );
  const [problem] = checked.flatMap(({ problems }) => problems);
  if (problem !== undefined) throw new CommandFailure(exitCodes.failed, problem);
  if (authority !== undefined && checked.length === 0) {
    throw new CommandFailure(exitCodes.failed, 'none of the newest hashes that were kept has a time stamp');
  }
  return checked.at(-1)?.told.replace('Its', 'The newest');
}

async function tenantOf({ token }: Context): Promise<string | null> {
  return accountOf('', (await token()).reveal(), '').tenant;
}
