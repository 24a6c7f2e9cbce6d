import { makeStyles, tokens } from '@fluentui/react-components';
import { useMutation } from '@tanstack/react-query';
import { address, at } from '../../../src/client/address.ts';
import { type Session, sessionsPath, type Value } from '../../../src/client/resources.ts';
import { PermittedButton } from '../elements/button/permitted-button.tsx';
import { Failure } from '../elements/failure/failure.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useAnswer } from '../wire/queries.ts';
import { SupporterLink } from './supporter-link.tsx';
import { UserLink } from './user-link.tsx';

const useStyles = makeStyles({ root: { display: 'grid', gap: tokens.spacingVerticalL } });

/** The two links of an open session. The supporter's is fetched on demand: that it was given is recorded. */
export function SessionLinks({ session }: { readonly session: Session }) {
  const { sessions: text } = useText();
  const styles = useStyles();
  const graph = useGraph();
  const path = at(sessionsPath, session.id);
  const endUser = useAnswer<Pick<Session, 'endUserUrl'>>(address(path, { $select: 'endUserUrl' }));
  const supporter = useMutation({ mutationFn: () => graph.get<Value<string | null>>(at(path, 'supporterUrl()')) });
  return (
    <div className={styles.root}>
      {supporter.data?.value ? (
        <SupporterLink link={supporter.data.value} />
      ) : (
        <div>
          <PermittedButton
            operation="sessions.supporterUrl"
            appearance="primary"
            disabledFocusable={supporter.isPending}
            onClick={() => supporter.mutate()}
          >
            {text.showSupporterLink}
          </PermittedButton>
        </div>
      )}
      {supporter.error && <Failure error={supporter.error} />}
      {endUser.data?.endUserUrl && (
        <UserLink link={endUser.data.endUserUrl} userPrincipalName={session.userPrincipalName} />
      )}
    </div>
  );
}
