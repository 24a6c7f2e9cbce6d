import {
  Button,
  DialogActions,
  DialogContent,
  Field,
  Input,
  MessageBar,
  MessageBarBody,
  makeStyles,
  Text,
  tokens,
} from '@fluentui/react-components';
import { useState } from 'react';
import { address, at } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import {
  assistPartnersPath,
  type Impact,
  type Page,
  type Partner,
  type Session,
  sessionsPath,
} from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { Loading } from '../elements/loading.tsx';
import { useText } from '../text/text.tsx';
import { useOrganisation } from '../wire/me.ts';
import { useAnswer } from '../wire/queries.ts';
import { ImpactList } from './impact-list.tsx';

const useStyles = makeStyles({ content: { display: 'grid', gap: tokens.spacingVerticalM } });

/** What a disconnect would end. While sessions are open, the partner's name has to be typed. */
export function DisconnectQuestion({
  partner,
  close,
  confirm,
  pending,
  error,
}: {
  readonly partner: Partner;
  readonly close: () => void;
  readonly confirm: () => void;
  readonly pending: boolean;
  readonly error: Error | null;
}) {
  const { partners: text, general } = useText();
  const styles = useStyles();
  const organisation = useOrganisation();
  const [typed, setTyped] = useState('');
  const impact = useAnswer<Impact>(at(assistPartnersPath, partner.id, 'impact()'));
  const open = useAnswer<Page<Session>>(
    address(sessionsPath, { $filter: `partnerId eq ${literal(partner.id)} and status eq 'open'`, $top: 100 }),
  );
  const sessions = impact.data?.openSessions ?? 0;
  const phrase = typeable(partner.displayName) ?? text.phrase;
  const sure = sessions === 0 || typed.trim() === phrase;
  return (
    <>
      <DialogContent className={styles.content}>
        <Text>{text.disconnectMeaning}</Text>
        {impact.isLoading && <Loading />}
        {impact.error && <Failure error={impact.error} retry={() => void impact.refetch()} />}
        {impact.data && (
          <MessageBar intent={sessions > 0 ? 'warning' : 'info'} layout="multiline">
            <MessageBarBody>
              {sessions > 0 ? text.ends(sessions, impact.data.devices) : text.endsNothing}
            </MessageBarBody>
          </MessageBar>
        )}
        {sessions > 0 && open.data && <ImpactList sessions={open.data.value} total={sessions} />}
        {sessions > 0 && (
          <Field label={text.typeToConfirm(phrase)} required>
            <Input value={typed} onChange={(_, { value }) => setTyped(value)} autoComplete="off" spellCheck={false} />
          </Field>
        )}
        {error && <Failure error={error} retry={confirm} />}
      </DialogContent>
      <DialogActions>
        <Button onClick={close} disabledFocusable={pending}>
          {general.cancel}
        </Button>
        <Button appearance="primary" disabledFocusable={!impact.isFetched || !sure || pending} onClick={confirm}>
          {pending ? text.disconnecting : text.disconnectOrganisation(organisation ?? '')}
        </Button>
      </DialogActions>
    </>
  );
}

/** The name, where a person can see and type all of it. */
function typeable(name: string | null): string | undefined {
  const trimmed = name?.trim();
  return trimmed && trimmed.length <= 64 && /^[\p{L}\p{N}\p{P}\p{S} ]+$/u.test(trimmed) ? trimmed : undefined;
}
