import { at } from '../../../src/client/address.ts';
import { type Obligation, type Session, sessionsPath } from '../../../src/client/resources.ts';
import type { ObligationKind } from '../../../src/model/obligation.ts';
import { PageLink } from '../elements/page/page-link.tsx';
import { Name } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';

const subjects: Readonly<Record<ObligationKind, 'grant' | 'partner' | 'session' | 'device'>> = {
  'grant.retire': 'grant',
  'grant.watch': 'grant',
  'onboarding.settle': 'grant',
  'onboarding.expire': 'partner',
  'session.open': 'session',
  'session.watch': 'session',
  'session.close': 'session',
  'device.act': 'device',
};

/** What an obligation is about: a session by its device, or a grant or partner. */
export function Subject({
  obligation: { kind, subject },
}: {
  readonly obligation: Pick<Obligation, 'kind' | 'subject'>;
}) {
  const { obligations: text } = useText();
  const of = subjects[kind];
  if (of === 'session') return <SubjectSession id={subject} />;
  if (of === 'device') return <PageLink href="/devices">{text.subjects.device}</PageLink>;
  if (of === 'partner') return <PageLink href="/partners">{text.subjects.partner}</PageLink>;
  return <PageLink href="/disconnects">{text.subjects.grant}</PageLink>;
}

function SubjectSession({ id }: { readonly id: string }) {
  const { obligations: text } = useText();
  const { data } = useAnswer<Session>(at(sessionsPath, id));
  return (
    <PageLink href={`/sessions?session=${encodeURIComponent(id)}`}>
      {data ? <Name>{data.deviceName ?? data.deviceId}</Name> : text.subjects.session}
    </PageLink>
  );
}
