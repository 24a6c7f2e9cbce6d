import { lockSession } from '../../store/table/sessions.ts';
import type { Handler } from '../call.ts';
import { demandUnrevoked } from '../unrevoked.ts';
import { giveSupporterUrl } from './give-link.ts';
import { foundSession } from './session.ts';

/** Gives the supporter's link of an open session, and records that it was given. */
export const getSupporterUrl: Handler<'sessions.supporterUrl'> = (assist, call) =>
  assist.database.write(call.caller.tenantId, async (tx) => {
    await demandUnrevoked(tx, call);
    const session = foundSession(await lockSession(tx, call.key), call.key);
    return (await giveSupporterUrl(assist, tx, call, session)) ?? null;
  });
