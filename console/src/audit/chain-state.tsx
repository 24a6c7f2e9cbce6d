import { Button, MessageBar, MessageBarActions, MessageBarBody, makeStyles, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { Failure } from '../elements/failure.tsx';
import { useFormat, useText } from '../text/text.tsx';
import type { AuditVerification } from '../wire/entities.ts';
import { useAnswer } from '../wire/queries.ts';

const path = '/assist/auditEvents/verify()';

const useStyles = makeStyles({ root: { marginBottom: tokens.spacingVerticalM, flexShrink: 0 } });

/** Whether every event still follows from the one before it. */
export function ChainState() {
  const { audit: text } = useText();
  const format = useFormat();
  const styles = useStyles();
  const queries = useQueryClient();
  const { data, error, isFetching } = useAnswer<AuditVerification>(path);
  const again = () => void queries.invalidateQueries({ queryKey: ['get', path] });
  if (error && !data) return <Failure error={error} retry={again} />;
  const count = data ? format.number(data.count) : '';
  return (
    <MessageBar intent={!data ? 'info' : data.intact ? 'success' : 'error'} className={styles.root} role="status">
      <MessageBarBody>
        {!data
          ? text.verifying
          : data.intact
            ? data.count === 0
              ? text.intactEmpty
              : text.intact(data.count, count)
            : text.broken(data.firstBroken ?? '')}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" disabledFocusable={isFetching} onClick={again}>
          {isFetching ? text.verifying : text.verify}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
