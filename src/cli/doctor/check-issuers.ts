import { type IssuerSettings, issuersFor, mayHoldKeys, parseIssuer } from '../../identity/issuers.ts';
import { trustedIssuers } from '../../settings/issuers.ts';
import { counted } from '../counted.ts';
import { ask, clockFinding } from './ask.ts';
import { type CheckOptions, type Finding, fault, ok, warning } from './finding.ts';

/** Whether each issuer is who the settings say, and publishes the keys that tokens are verified with (OpenID Connect Discovery 1.0). */
export async function checkIssuers({ settings, signal }: CheckOptions): Promise<Finding[]> {
  const issuers = trustedIssuers(settings);
  const found = await Promise.all(
    issuers.map(async (given) => {
      const check = `issuer ${given.issuer}`;
      try {
        const { issuer, discoveryUrl } = parseIssuer(given);
        return [...(await checkIssuer(check, issuer, discoveryUrl, signal)), personFinding(given, settings)];
      } catch (error) {
        if (!(error instanceof RangeError)) throw error;
        return [fault(check, error.message, 'Correct it in issuers.')];
      }
    }),
  );
  return [...found.flat(), ...strangers(settings)];
}

/** Organisations of the settings whose callers are all refused. */
function strangers(settings: CheckOptions['settings']): Finding[] {
  const issuers = trustedIssuers(settings);
  const { tenants, operatorTenant } = settings;
  const named = new Set([...tenants.map(({ tenantId }) => tenantId), ...(operatorTenant ? [operatorTenant] : [])]);
  return [...named]
    .filter((tenantId) => issuers.length > 0 && issuersFor(issuers, tenantId).length === 0)
    .map((tenantId) =>
      warning(
        `organisation ${tenantId}`,
        'no issuer may speak for it, so every token of its people is refused (401)',
        'Add it to the tenants of its issuer in issuers, or correct its id in tenants and operatorTenant.',
      ),
    );
}

/** What decides who of an organisation's people may do something, which nobody can see from outside. */
function personFinding(given: IssuerSettings, { issuers }: CheckOptions['settings']): Finding {
  const { issuer, accessToken, personPermissions, allowGuests } = given;
  const check = `people of ${issuer}`;
  const assigned = 'switch on “Assignment required” for the enterprise application, and assign people or groups to it';
  if (personPermissions === 'scopesAlone') {
    const found = 'what a person may do is what the token’s scopes say, and nothing of the person is asked';
    if (accessToken === 'entra') {
      return warning(check, `${found}: Entra gives them to everybody`, `Leave out personPermissions, and ${assigned}.`);
    }
    return issuers.some((each) => !each.preset && each.issuer === issuer && each.personPermissions !== undefined)
      ? ok(check, `${found}, as the settings say`)
      : warning(check, found, 'Set personPermissions; to "scopesAlone" if the issuer grants scopes person by person.');
  }
  const found = `a person needs what personPermissions asks for (${Object.keys(personPermissions).join(', ')}) beside the scopes`;
  if (accessToken !== 'entra') return ok(check, found);
  return ok(check, `${found}; guests are ${allowGuests ? 'admitted' : 'refused'}; assignment required: ${assigned}`);
}

async function checkIssuer(
  check: string,
  issuer: string,
  discoveryUrl: string,
  signal: AbortSignal,
): Promise<Finding[]> {
  const discovery = await ask(discoveryUrl, signal);
  if ('failure' in discovery) {
    const mend = 'Check the name, the network and its proxy; set discoveryUrl if the document is elsewhere.';
    return [fault(check, `${discoveryUrl} cannot be read: ${discovery.failure}`, mend)];
  }
  const clock = clockFinding(check, discovery);
  const { issuer: named, jwks_uri: keysUrl } = (discovery.body ?? {}) as { issuer?: unknown; jwks_uri?: unknown };
  if (discovery.status !== 200 || typeof named !== 'string' || typeof keysUrl !== 'string') {
    const said = `${discoveryUrl} answers ${discovery.status}, and no OpenID configuration`;
    return [
      fault(check, said, 'Set issuer to the iss of its tokens, and discoveryUrl if the document is elsewhere.'),
      ...clock,
    ];
  }
  if (named !== issuer) {
    return [
      fault(check, `it calls itself ${named}`, `Set issuer to ${named}, if that is the one you trust.`),
      ...clock,
    ];
  }
  if (!mayHoldKeys(keysUrl, discoveryUrl)) {
    const said = `its keys are at ${keysUrl}, which is less safe than ${discoveryUrl}`;
    return [
      fault(check, said, 'The service does not read them: ask whoever runs the issuer for an https jwks_uri.'),
      ...clock,
    ];
  }
  const keys = await ask(keysUrl, signal);
  const list = 'failure' in keys ? undefined : (keys.body as { keys?: unknown } | undefined)?.keys;
  if (!Array.isArray(list) || list.length === 0) {
    const why = 'failure' in keys ? keys.failure : `it answers ${keys.status}, and no keys`;
    return [
      fault(
        check,
        `no keys at ${keysUrl}: ${why}`,
        'Without keys no token can be verified: ask whoever runs the issuer.',
      ),
      ...clock,
    ];
  }
  return [ok(check, `answers, with ${counted(list.length, 'key')}`), ...clock];
}
