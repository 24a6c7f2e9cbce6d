// Gets tokens with the unmodified @azure/identity, in a process of its own: which CAs it trusts is decided when it starts.
import { readFileSync } from 'node:fs';
import {
  ClientCertificateCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  OnBehalfOfCredential,
} from '@azure/identity';

const { authorityHost, tenant, secret, certificate, publicClientId, username } = JSON.parse(
  readFileSync(process.argv[2] ?? '', 'utf8'),
);
const options = { authorityHost, disableInstanceDiscovery: true };
const graph = 'https://graph.microsoft.com/.default';

const bySecret = new ClientSecretCredential(tenant, secret.clientId, secret.clientSecret, options);
const wrong = new ClientSecretCredential(tenant, secret.clientId, 'not the secret', options);
const byCertificate = new ClientCertificateCredential(
  tenant,
  certificate.clientId,
  { certificate: certificate.pem },
  options,
);
let prompt: { message: string } | undefined;
const byDevice = new DeviceCodeCredential({
  ...options,
  tenantId: tenant,
  clientId: publicClientId,
  async userPromptCallback(info) {
    prompt = info;
    await fetch(info.verificationUri, {
      method: 'POST',
      body: new URLSearchParams({ user_code: info.userCode, username }),
    });
  },
});

const [first, again] = [await bySecret.getToken(graph), await bySecret.getToken(graph)];
const deviceToken = await byDevice.getToken(graph);
const deviceAgain = await byDevice.getToken(graph);
const onBehalfOf = new OnBehalfOfCredential({
  ...options,
  tenantId: tenant,
  clientId: secret.clientId,
  clientSecret: secret.clientSecret,
  userAssertionToken: (await byDevice.getToken('api://assistd/.default')).token,
});
console.log(
  JSON.stringify({
    secret: first.token,
    secretCached: first.token === again.token,
    secretForOwnApi: (await bySecret.getToken('api://assistd/.default')).token,
    wrongSecret: await wrong.getToken(graph).then(
      () => 'accepted',
      (error) => String(error.message),
    ),
    certificate: (await byCertificate.getToken(graph)).token,
    device: deviceToken.token,
    deviceCached: deviceToken.token === deviceAgain.token,
    onBehalfOf: (await onBehalfOf.getToken(graph)).token,
    deviceMessage: prompt?.message,
  }),
);
