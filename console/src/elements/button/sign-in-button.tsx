import { Button } from '@fluentui/react-components';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useSession } from '../../sign-in/signed-in.ts';
import { useText } from '../../text/text.tsx';

/** For whose sign-in has ended. It keeps its place once that is done, because it has the keyboard. */
export function SignInButton() {
  const { signIn: text } = useText();
  const { signInAgain } = useSession();
  const queries = useQueryClient();
  const [done, setDone] = useState(false);
  const again = async () => {
    await signInAgain();
    setDone(true);
    await queries.invalidateQueries();
  };
  return (
    <Button disabledFocusable={done} onClick={() => void again()}>
      <span aria-live="polite">{done ? text.signedInAgain : text.signIn}</span>
    </Button>
  );
}
