import { Link, MessageBar, MessageBarBody, makeStyles, Text, tokens } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { type AuditVerification, auditVerificationPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { Announced } from '../elements/page/announced.tsx';
import { useFormat, useText } from '../text/text.tsx';
import { useAnswer } from '../wire/queries.ts';

const useStyles = makeStyles({
  root: {
    display: 'flex',
    flexWrap: 'wrap',
    flexShrink: 0,
    columnGap: tokens.spacingHorizontalM,
    paddingTop: tokens.spacingVerticalXS,
    color: tokens.colorNeutralForeground2,
    '@media print': { '& button': { display: 'none' } },
  },
  broken: { marginBottom: tokens.spacingVerticalM, flexShrink: 0 },
});

/** That the trail was tampered with, where it was. Colour and a bar of its own are for that alone. */
export function BrokenTrail() {
  const { audit: text } = useText();
  const styles = useStyles();
  const { data, error, again } = useVerification();
  if (error && !data) return <Failure error={error} retry={again} />;
  return (
    <Announced>
      {data?.intact === false && (
        <MessageBar intent="error" layout="multiline" className={styles.broken}>
          <MessageBarBody>
            {text.broken(data.firstBroken ?? '')} <VerifyAgain />
          </MessageBarBody>
        </MessageBar>
      )}
    </Announced>
  );
}

/** How many events are shown, and that every event of the trail follows from the one before it. */
export function TrailState({
  total = 0,
  correlation,
  clear,
}: {
  readonly total: number | undefined;
  /** Not empty where those of one call alone are shown. */
  readonly correlation: string;
  readonly clear: () => void;
}) {
  const { audit: text, general } = useText();
  const format = useFormat();
  const styles = useStyles();
  const { data } = useVerification();
  return (
    <div className={styles.root}>
      <Announced>{total > 0 && <Text>{text.count(total, format.number(total))}</Text>}</Announced>
      {correlation && (
        <Text>
          {text.related}{' '}
          <Link as="button" inline onClick={clear}>
            {general.clearFilters}
          </Link>
        </Text>
      )}
      <Announced>
        {data?.intact && (
          <Text>
            {data.count === 0 ? text.intactEmpty : text.intact(data.count, format.number(data.count))} <VerifyAgain />
          </Text>
        )}
      </Announced>
    </div>
  );
}

function VerifyAgain() {
  const { audit: text } = useText();
  const { isFetching, again } = useVerification();
  return (
    <Link as="button" inline disabledFocusable={isFetching} onClick={again}>
      {isFetching ? text.verifying : text.verify}
    </Link>
  );
}

function useVerification() {
  const queries = useQueryClient();
  const answer = useAnswer<AuditVerification>(auditVerificationPath);
  return { ...answer, again: () => void queries.invalidateQueries({ queryKey: ['get', auditVerificationPath] }) };
}
