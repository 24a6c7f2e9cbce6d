// Asks for tokens of two organisations with one client and one cache each: the unmodified MSAL for Node, and @azure/identity.
import { readFileSync } from 'node:fs';
import { ClientSecretCredential } from '@azure/identity';
import { ConfidentialClientApplication } from '@azure/msal-node';

const { authorityHost, tenants, secret } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const scope = 'https://graph.microsoft.com/.default';

const application = new ConfidentialClientApplication({
  auth: {
    clientId: secret.clientId,
    clientSecret: secret.clientSecret,
    authority: `${authorityHost}/${tenants[0]}`,
    knownAuthorities: [new URL(authorityHost).host],
  },
});
const msal: unknown[] = [];
for (const tenant of [...tenants, ...tenants]) {
  const got = await application.acquireTokenByClientCredential({
    scopes: [scope],
    authority: `${authorityHost}/${tenant}`,
  });
  msal.push({ token: got?.accessToken, fromCache: got?.fromCache });
}

const credential = new ClientSecretCredential(tenants[0], secret.clientId, secret.clientSecret, {
  authorityHost,
  disableInstanceDiscovery: true,
  additionallyAllowedTenants: ['*'],
});
const identity: unknown[] = [];
for (const tenant of [...tenants, ...tenants]) {
  identity.push((await credential.getToken(scope, { tenantId: tenant })).token);
}
console.log(JSON.stringify({ msal, identity }));
