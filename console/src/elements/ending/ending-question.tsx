import { Button, DialogActions, Field, Input, makeStyles, Text } from '@fluentui/react-components';
import { type ReactNode, useState } from 'react';
import { useText } from '../../text/text.tsx';
import { DialogParts } from '../dialog/dialog-parts.tsx';
import { Failure } from '../failure/failure.tsx';
import { type Because, noReason } from './because.ts';
import { BecauseFields } from './because-fields.tsx';
import { EndingButton } from './ending-button.tsx';

// It says what is ended by a name that others gave.
const useStyles = makeStyles({ action: { overflowWrap: 'anywhere' } });

/** What an ending would end, why it is done, and whether it is meant. While something is open, a name has to be typed. */
export function EndingQuestion({
  meaning,
  phrase,
  ready,
  takesReason = true,
  action,
  asked: { isPending, error },
  confirm,
  close,
  children,
}: {
  readonly meaning: string;
  /** What has to be typed; `undefined` where the button is enough. */
  readonly phrase: string | undefined;
  /** Whether it is known what would end, or that nobody can say. */
  readonly ready: boolean;
  readonly takesReason?: boolean;
  readonly action: string;
  readonly asked: { readonly isPending: boolean; readonly error: Error | null };
  readonly confirm: (because: Because) => void;
  readonly close: () => void;
  readonly children: ReactNode;
}) {
  const { ending: text, general } = useText();
  const styles = useStyles();
  const [typed, setTyped] = useState('');
  const [because, setBecause] = useState(noReason);
  const sure = phrase === undefined || asTyped(typed) === phrase;
  const go = () => confirm(because);
  return (
    <>
      <DialogParts>
        <Text>{meaning}</Text>
        {children}
        {takesReason && <BecauseFields value={because} change={setBecause} />}
        {phrase !== undefined && (
          <Field label={text.typeToConfirm(phrase)} required>
            <Input
              dir="auto"
              value={typed}
              onChange={(_, { value }) => setTyped(value)}
              autoComplete="off"
              spellCheck={false}
            />
          </Field>
        )}
        {error && <Failure error={error} {...(sure && { retry: go })} />}
      </DialogParts>
      <DialogActions fluid>
        <Button onClick={close} disabledFocusable={isPending}>
          {general.cancel}
        </Button>
        <EndingButton className={styles.action} disabledFocusable={!ready || !sure || isPending} onClick={go}>
          {action}
        </EndingButton>
      </DialogActions>
    </>
  );
}

/** As a keyboard writes it: what is pasted may have blanks of print in it, or letters put together of two signs. */
export function asTyped(text: string): string {
  return text.normalize('NFC').replaceAll(/\s+/g, ' ').trim();
}

/** A name, where a person can see and type all of it: a second space is not shown, and no keyboard has every sign of print. */
export function typeable(name: string | null): string | undefined {
  const trimmed = name?.trim();
  return trimmed && trimmed.length <= 64 && /^[\p{L}\p{N}!-~]+( [\p{L}\p{N}!-~]+)*$/u.test(trimmed)
    ? trimmed
    : undefined;
}
