import type { Step } from './plan.ts';
import type { Play } from './writes.ts';

const minute = 60_000;
const steps = [-20 * minute, -90_000, 0, 90_000, 20 * minute] as const;

/** What stands in the transactions whose acknowledgement is lost: the kinds of obligations that they owe or meet, and events that they write. */
const commits = [
  'grant.retire',
  'session.open',
  'session.watch',
  'onboarding.settle',
  'Disconnect RemoteAssistancePartner',
  'CompleteOnboarding',
  'RevokeGrant',
  'End RemoteAssistanceSession',
  'Disconnect Tenant',
] as const;

/** Lets happen what nobody asked for. */
export async function trouble({ stage, books }: Play, step: Step): Promise<void> {
  const { does, which, fault } = step;
  const { sandbox } = stage.outside;
  const told = (what: string) => books.tell('weather', step, what);
  switch (does) {
    case 'fault':
      if (fault) sandbox.faults.add(fault);
      return told(JSON.stringify(fault));
    case 'clear':
      sandbox.faults.clear();
      return told('');
    case 'stepForward':
    case 'stepBack': {
      const aheadMs = does === 'stepForward' ? (steps[2 + (which % 3)] ?? 0) : (steps[which % 3] ?? 0);
      stage.setClock(aheadMs);
      return told(`${aheadMs} ms ahead`);
    }
    case 'cutDatabase':
      stage.database.proxy?.cut();
      return told('');
    case 'closeDatabase':
      await stage.database.close(50 + ((which >> 4) % 2000));
      return told('');
    case 'endLeases':
      await stage.database.endLeases();
      return told('');
    case 'freeze':
      await stage.freeze(which, 50 + ((which >> 4) % 1000));
      return told('');
    case 'fillDisk':
      await stage.database.fillDisk(50 + ((which >> 4) % 600));
      return told('');
    case 'failMesh':
      return told(stage.mesh?.fail(which) ?? 'none');
    case 'loseCommit': {
      const text = commits[which % commits.length] ?? '';
      stage.database.proxy?.loseCommitOf(text);
      return told(text);
    }
    case 'revokeAtPartner': {
      const inForce = sandbox.grants.filter(({ revokedAt }) => revokedAt === undefined);
      const grant = inForce[which % Math.max(1, inForce.length)];
      if (grant) books.lost.add(grant.account.email);
      if (grant) sandbox.revokeBehindOurBack(grant.id);
      return told(grant?.account.email ?? 'nothing');
    }
    case 'use': {
      const open = sandbox.sessions.filter(({ state }) => state === 'Open');
      const session = open[which % Math.max(1, open.length)];
      if (session) sandbox.connect(session.code, 'Sam', 1);
      return told(session?.code ?? 'nothing');
    }
  }
}
