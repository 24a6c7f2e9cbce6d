import {
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
  makeStyles,
  tokens,
} from '@fluentui/react-components';
import { Name } from '../elements/value/name.tsx';
import { useText } from '../text/text.tsx';

const useStyles = makeStyles({
  root: { width: '100%', boxSizing: 'border-box' },
  body: { overflowWrap: 'anywhere', whiteSpace: 'normal', paddingBlock: tokens.spacingVerticalS },
  notes: {
    marginInline: 0,
    marginBlock: tokens.spacingVerticalS,
    paddingInlineStart: tokens.spacingHorizontalM,
    borderLeft: `3px solid ${tokens.colorNeutralStroke1}`,
    maxHeight: '12rem',
    overflowY: 'auto',
  },
});

/** What somebody else has noted while one was typing, and what can be done about it. */
export function OthersNotes({
  notes,
  join,
  take,
}: {
  readonly notes: string;
  /** Puts what was typed below theirs. */
  readonly join: () => void;
  /** Leaves theirs, and forgets what was typed. */
  readonly take: () => void;
}) {
  const { devices: text } = useText();
  const styles = useStyles();
  return (
    <MessageBar intent="warning" layout="multiline" role="alert" className={styles.root}>
      <MessageBarBody className={styles.body}>
        <MessageBarTitle>{notes === '' ? text.notesRemoved : text.notesChanged}</MessageBarTitle>
        {notes !== '' && (
          <blockquote className={styles.notes}>
            <Name whole>{notes}</Name>
          </blockquote>
        )}
        <div>{text.notesReplaced}</div>
      </MessageBarBody>
      <MessageBarActions>
        {notes !== '' && <Button onClick={join}>{text.notesJoined}</Button>}
        <Button onClick={take}>{text.notesTaken}</Button>
      </MessageBarActions>
    </MessageBar>
  );
}
