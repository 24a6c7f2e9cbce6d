import {
  makeStyles,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
} from '@fluentui/react-components';
import type { ReactNode } from 'react';
import type { AuditEvent } from '../../../src/client/resources.ts';
import { Instant } from '../elements/value/instant.tsx';
import { Recorded } from '../elements/value/recorded.tsx';
import type { Text } from '../text/en.ts';
import { legible } from '../text/legible.ts';
import { named } from '../text/named.ts';
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({ value: { overflowWrap: 'anywhere', unicodeBidi: 'isolate', whiteSpace: 'pre-wrap' } });

/** Old and new values, whole: this is where one looks for them. */
export function Changes({
  changes,
  byService,
}: {
  readonly changes: AuditEvent['resources'][number]['modifiedProperties'];
  /** Whether nobody but the service had a word in it. */
  readonly byService: boolean;
}) {
  const text = useText();
  const { value } = useStyles();
  const shown = (property: string | null, said: string | null) =>
    said === null ? text.general.none : shownValue(text, property ?? '', said, byService);
  return (
    <Table size="small" aria-label={text.audit.changes}>
      <TableHeader>
        <TableRow>
          <TableHeaderCell>{text.audit.property}</TableHeaderCell>
          <TableHeaderCell>{text.audit.before}</TableHeaderCell>
          <TableHeaderCell>{text.audit.after}</TableHeaderCell>
        </TableRow>
      </TableHeader>
      <TableBody>
        {changes.map(({ displayName, oldValue, newValue }) => (
          <TableRow key={displayName}>
            <TableCell className={value}>{named(text.audit.properties, displayName)}</TableCell>
            <TableCell className={value}>{shown(displayName, oldValue)}</TableCell>
            <TableCell className={value}>{shown(displayName, newValue)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}

/** What the service puts in its own words, whoever acted. */
const ofService: ReadonlySet<string> = new Set(['ErrorDetails', 'Missing', 'SessionsLeft', 'Settled', 'Unconfirmed']);

function shownValue({ audit, general, ...text }: Text, property: string, said: string, byService: boolean): ReactNode {
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    ...audit.values,
    OnboardingStatus: text.partners.status,
    Status: text.sessions.status,
    CloseReason: text.sessions.closeReasons,
    SubscriptionState: text.tenants.states,
    ComplianceState: text.devices.complianceStates,
  };
  const word = named(words[property] ?? {}, said);
  if (word !== said) return word;
  if (said === 'true' || said === 'false') return said === 'true' ? general.yes : general.no;
  if (said === 'changed') return audit.changed;
  if (property === 'Access')
    return said
      .split(', ')
      .map((each) => named(text.connectors.accessKinds, each))
      .join(', ');
  if (ofService.has(property) || (property === 'Reason' && byService)) return <Recorded>{said}</Recorded>;
  return isInstant.test(said) ? <Instant iso={said} exact /> : legible(said);
}

/** As the wire writes a point in time. */
const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/;
