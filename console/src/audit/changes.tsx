import {
  makeStyles,
  Table,
  TableBody,
  TableCell,
  TableHeader,
  TableHeaderCell,
  TableRow,
} from '@fluentui/react-components';
import type { AuditEvent } from '../../../src/client/resources.ts';
import { named } from '../text/named.ts';
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({ value: { overflowWrap: 'anywhere', unicodeBidi: 'isolate', whiteSpace: 'pre-wrap' } });

/** Old and new values, whole: this is where one looks for them. */
export function Changes({ changes }: { readonly changes: AuditEvent['resources'][number]['modifiedProperties'] }) {
  const { audit: text, partners, sessions, general } = useText();
  const { value } = useStyles();
  const words: Readonly<Record<string, Readonly<Record<string, string>>>> = {
    OnboardingStatus: partners.status,
    Status: sessions.status,
    CloseReason: sessions.closeReasons,
  };
  const worded = (property: string | null, said: string | null) =>
    named(words[property ?? ''] ?? {}, said) ?? general.none;
  return (
    <Table size="small" aria-label={text.changes}>
      <TableHeader>
        <TableRow>
          <TableHeaderCell>{text.property}</TableHeaderCell>
          <TableHeaderCell>{text.before}</TableHeaderCell>
          <TableHeaderCell>{text.after}</TableHeaderCell>
        </TableRow>
      </TableHeader>
      <TableBody>
        {changes.map(({ displayName, oldValue, newValue }) => (
          <TableRow key={displayName}>
            <TableCell className={value}>{named(text.properties, displayName)}</TableCell>
            <TableCell className={value}>{worded(displayName, oldValue)}</TableCell>
            <TableCell className={value}>{worded(displayName, newValue)}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
