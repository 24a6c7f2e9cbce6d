import { MessageBar, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { address } from '../../../src/client/address.ts';
import { type Obligation, obligationsPath, type Page } from '../../../src/client/resources.ts';
import type { ObligationKind } from '../../../src/model/obligation.ts';
import { PageLink } from '../elements/page/page-link.tsx';
import { useText } from '../text/text.tsx';
import { soon, useAnswer } from '../wire/queries.ts';

const retirement: ObligationKind = 'grant.retire';

const open = address(obligationsPath, {
  $filter: `kind eq '${retirement}' and status in ('pending','running','failing','reported')`,
  $top: 1,
  $count: true,
});

const useStyles = makeStyles({ root: { marginBottom: tokens.spacingVerticalM } });

/** That a partner which is not connected any more has not confirmed that yet. */
export function OwedRevocations() {
  const { partners: text } = useText();
  const styles = useStyles();
  const { data } = useAnswer<Page<Obligation>>(open, { every: soon * 4 });
  const count = data?.['@odata.count'] ?? 0;
  if (count === 0) return null;
  return (
    <MessageBar intent="warning" layout="multiline" className={styles.root}>
      <MessageBarBody>
        {text.revocationsOwed(count)} <PageLink href="/obligations">{text.seeOwed}</PageLink>
      </MessageBarBody>
    </MessageBar>
  );
}
