import { fail } from '../../model/failures.ts';
import { pageOf } from '../../odata/evaluate.ts';
import type { Assist, DirectoryPerson } from '../assist.ts';
import type { Call, Handler } from '../call.ts';
import { inDirectory } from './in-directory.ts';

export const listUsers: Handler<'users.list'> = async (assist, { caller, query }) => {
  if (!assist.directory) throw fail('directoryObjectNotFound', { id: 'users' });
  return pageOf(assist.directory.peopleOf(caller.tenantId).map(shownUser), query);
};

/** By id, or by userPrincipalName in any case. Where no directory is known, whoever calls is. */
export const getUser: Handler<'users.get'> = async (assist, call) => {
  const name = call.key.toLowerCase();
  const known = assist.directory?.peopleOf(call.caller.tenantId) ?? callerAlone(call);
  const found = known.find(
    ({ oid, userPrincipalName }) => oid.toLowerCase() === name || userPrincipalName.toLowerCase() === name,
  );
  return shownUser(inDirectory(found, call.key));
};

export const getSignedInUser: Handler<'signedInUser.get'> = async (assist, call) => {
  const [own] = callerAlone(call);
  return shownUser(inDirectory(personBehind(assist, call) ?? own, call.caller.subject));
};

function personBehind({ directory }: Assist, { caller }: Pick<Call, 'caller'>): DirectoryPerson | undefined {
  return directory?.peopleOf(caller.tenantId).find(({ oid }) => oid === caller.subject);
}

/** As much as the token says of a person. */
function callerAlone({ caller }: Pick<Call, 'caller'>): DirectoryPerson[] {
  const { kind, subject, userPrincipalName = '' } = caller;
  return kind === 'delegated' ? [{ oid: subject, userPrincipalName, displayName: '' }] : [];
}

function shownUser({ oid, userPrincipalName, displayName }: DirectoryPerson) {
  return {
    id: oid,
    businessPhones: [],
    displayName: displayName || null,
    givenName: null,
    jobTitle: null,
    mail: userPrincipalName || null,
    mobilePhone: null,
    officeLocation: null,
    preferredLanguage: null,
    surname: null,
    userPrincipalName: userPrincipalName || null,
  };
}
