import type { Command } from './command.ts';
import { dev } from './dev.ts';
import { login } from './login.ts';
import { logout } from './logout.ts';
import { partnersConnect } from './partners-connect.ts';
import { partnersDisconnect } from './partners-disconnect.ts';
import { partnersList } from './partners-list.ts';
import { partnersShow } from './partners-show.ts';
import { serve } from './serve.ts';
import { token } from './token.ts';
import { whoami } from './whoami.ts';

/** Every command, in the order of help. */
export const commands: readonly Command[] = [
  dev,
  serve,
  login,
  logout,
  whoami,
  token,
  partnersList,
  partnersShow,
  partnersConnect,
  partnersDisconnect,
];
