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
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({ value: { overflowWrap: 'anywhere', unicodeBidi: 'isolate', whiteSpace: 'pre-wrap' } });

/** Old and new values, whole: this is where one looks for them. */
export function Changes({ changes }: { readonly changes: AuditEvent['resources'][number]['modifiedProperties'] }) {
  const { audit: text, general } = useText();
  const { value } = useStyles();
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
            <TableCell className={value}>{displayName}</TableCell>
            <TableCell className={value}>{oldValue ?? general.none}</TableCell>
            <TableCell className={value}>{newValue ?? general.none}</TableCell>
          </TableRow>
        ))}
      </TableBody>
    </Table>
  );
}
