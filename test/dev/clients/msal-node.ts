// Signs a person in with the unmodified MSAL for Node, in a process of its own: which CAs it trusts is decided when it starts.
import { readFileSync } from 'node:fs';
import { ConfidentialClientApplication, CryptoProvider, PublicClientApplication } from '@azure/msal-node';
import { Browser } from './browser.ts';

const { authorityHost, tenant, secret, publicClientId, username } = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
);
const authority = `${authorityHost}/${tenant}`;
const knownAuthorities = [new URL(authorityHost).host];
const redirectUri = 'http://localhost:41234/';
const scopes = ['https://graph.microsoft.com/.default'];

const application = new PublicClientApplication({ auth: { clientId: publicClientId, authority, knownAuthorities } });
const { verifier, challenge } = await new CryptoProvider().generatePkceCodes();
const request = {
  scopes,
  redirectUri,
  codeChallenge: challenge,
  codeChallengeMethod: 'S256',
  state: 'here',
  nonce: 'n-1',
};
const browser = new Browser();
const landed = await browser.open(await application.getAuthCodeUrl(request), username, redirectUri);
const answer = new URL(landed.url).searchParams;
const byCode = await application.acquireTokenByCode({
  code: answer.get('code') ?? '',
  scopes,
  redirectUri,
  codeVerifier: verifier,
  nonce: 'n-1',
});
const account = byCode.account;
if (account === null) throw new Error('no account');
const cached = await application.acquireTokenSilent({ account, scopes });
const refreshed = await application.acquireTokenSilent({ account, scopes, forceRefresh: true });
const narrowed = await application.acquireTokenSilent({
  account,
  scopes: ['https://graph.microsoft.com/DeviceManagementServiceConfig.Read.All'],
  forceRefresh: true,
});
const otherApi = await application.acquireTokenSilent({ account, scopes: ['api://assistd/.default'] });

const again = await application.getAuthCodeUrl({ ...request, prompt: 'none', responseMode: 'fragment' });
const silent = await browser.open(again, username, redirectUri);
const nobody = await new Browser().open(again, username, redirectUri);

const confidential = new ConfidentialClientApplication({
  auth: { clientId: secret.clientId, clientSecret: secret.clientSecret, authority, knownAuthorities },
});
const formRequest = { scopes, redirectUri: 'http://localhost:41235/', responseMode: 'form_post' as const };
const form = await browser.open(await confidential.getAuthCodeUrl(formRequest), username, 'never');
const formCode = /name="code" value="([^"]+)"/.exec(form.page)?.[1] ?? '';
const byForm = await confidential.acquireTokenByCode({
  code: formCode,
  scopes,
  redirectUri: 'http://localhost:41235/',
});

console.log(
  JSON.stringify({
    state: answer.get('state'),
    byCode: byCode.accessToken,
    username: account.username,
    homeAccountId: account.homeAccountId,
    fromCache: cached.fromCache && cached.accessToken === byCode.accessToken,
    refreshed: refreshed.accessToken,
    narrowed: narrowed.accessToken,
    otherApi: otherApi.accessToken,
    silentCode: new URLSearchParams(new URL(silent.url).hash.slice(1)).has('code'),
    nobodyError: new URLSearchParams(new URL(nobody.url).hash.slice(1)).get('error'),
    byForm: byForm.accessToken,
  }),
);
