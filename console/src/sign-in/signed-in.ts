import { createContext, useContext } from 'react';
import type { SignedIn } from './session.ts';

export const SessionContext = createContext<SignedIn | undefined>(undefined);

export function useSession(): SignedIn {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is for what is shown to a person who is signed in');
  return session;
}
