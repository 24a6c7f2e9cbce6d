import { Link, MessageBar, MessageBarBody, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { type AuditVerification, auditVerificationPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';

const useStyles = makeStyles({
  root: { marginBottom: tokens.spacingVerticalM, flexShrink: 0 },
  intact: { color: tokens.colorNeutralForeground2 },
});

/** Whether every event still follows from the one before it. */
export function ChainState() {
  const { audit: text } = useText();
  const format = useFormat();
  const styles = useStyles();
  const queries = useQueryClient();
  const { data, error, isFetching } = useAnswer<AuditVerification>(auditVerificationPath);
  const again = () => void queries.invalidateQueries({ queryKey: ['get', auditVerificationPath] });
  if (error && !data) return <Failure error={error} retry={again} />;
  const said = ({ intact, count, firstBroken }: AuditVerification) => {
    if (!intact) return text.broken(firstBroken ?? '');
    return count === 0 ? text.intactEmpty : text.intact(count, format.number(count));
  };
  const verify = (
    <Link as="button" inline disabledFocusable={isFetching} onClick={again}>
      {isFetching ? text.verifying : text.verify}
    </Link>
  );
  // Colour and a bar of its own are for what has gone wrong.
  if (!data || data.intact) {
    return (
      <Text role="status" className={styles.intact}>
        {data && said(data)} {verify}
      </Text>
    );
  }
  return (
    <MessageBar intent="error" layout="multiline" className={styles.root} role="status">
      <MessageBarBody>
        {said(data)} {verify}
      </MessageBarBody>
    </MessageBar>
  );
}
