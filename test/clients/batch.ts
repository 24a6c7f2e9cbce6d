// The batches of two unmodified SDKs, in a process of its own: which CAs it trusts is decided when it starts.
import { readFileSync } from 'node:fs';
import { HttpMethod, RequestInformation } from '@microsoft/kiota-abstractions';
import { AzureIdentityAuthenticationProvider } from '@microsoft/kiota-authentication-azure';
import {
  type BatchRequestStep,
  BatchResponseContent,
  BatchRequestContent as GraphBatch,
  Client as GraphClient,
} from '@microsoft/microsoft-graph-client';
import { TokenCredentialAuthenticationProvider } from '@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js';
import { GraphRequestAdapter } from '@microsoft/msgraph-sdk';
import { createODataErrorFromDiscriminatorValue } from '@microsoft/msgraph-sdk/models/oDataErrors/index.js';
import { BatchRequestContent as KiotaBatch } from '@microsoft/msgraph-sdk-core';

const { origin, token, partnerId } = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8'));
const host = new URL(origin).hostname;
const scopes = ['https://graph.microsoft.com/.default'];
const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
const path = '/deviceManagement/remoteAssistancePartners';

/** Node has no relative `Request`, so users of this client write an origin, which the client takes off again. */
async function graphJs(): Promise<object> {
  const client = GraphClient.initWithMiddleware({
    baseUrl: `${origin}/`,
    defaultVersion: 'v1.0',
    customHosts: new Set([host]),
    authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes }),
  });
  const steps: BatchRequestStep[] = [
    {
      id: 'create',
      request: new Request(`https://graph.microsoft.com${path}`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ displayName: 'of graph-js' }),
      }),
    },
    { id: 'list', request: new Request(`https://graph.microsoft.com${path}?$top=5`), dependsOn: ['create'] },
    {
      id: 'disconnect',
      request: new Request(`https://graph.microsoft.com${path}/${partnerId}/disconnect`, post()),
      dependsOn: ['list'],
    },
    { id: 'versioned', request: new Request(`https://graph.microsoft.com/v1.0${path}`), dependsOn: ['disconnect'] },
    { id: 'given up', request: new Request(`https://graph.microsoft.com${path}`), dependsOn: ['versioned'] },
  ];
  const content = await new GraphBatch(steps).getContent();
  const responses = new BatchResponseContent(await client.api('/$batch').post(content));
  const read = async (id: string) => {
    const response = responses.getResponseById(id);
    return { status: response.status, body: response.status === 204 ? null : await response.json() };
  };
  return {
    create: await read('create'),
    list: await read('list'),
    versioned: await read('versioned'),
    disconnect: await read('disconnect'),
    givenUp: await read('given up'),
  };
}

function post(): RequestInit {
  return { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{}' };
}

async function kiota(): Promise<object> {
  const authentication = new AzureIdentityAuthenticationProvider(credential, scopes, undefined, new Set([host]));
  const adapter = new GraphRequestAdapter(authentication);
  adapter.baseUrl = `${origin}/v1.0`;
  const batch = new KiotaBatch(adapter, { XXX: createODataErrorFromDiscriminatorValue });
  const request = (method: HttpMethod, template: string, json?: object) => {
    const information = new RequestInformation(method, `{+baseurl}${path}${template}`, {
      baseurl: adapter.baseUrl,
      partner: partnerId,
      '%24top': 1,
    });
    if (json) {
      const bytes = new TextEncoder().encode(JSON.stringify(json));
      information.setStreamContent(bytes.buffer, 'application/json');
    }
    return information;
  };
  batch.addBatchRequest(request(HttpMethod.GET, '{?%24top}'), 'list');
  batch.addBatchRequest(request(HttpMethod.PATCH, '/{partner}', { displayName: 'of Kiota' }), 'update');
  batch.addBatchRequest(request(HttpMethod.POST, '/{partner}/disconnect'), 'disconnect');
  batch.addBatchRequest(request(HttpMethod.GET, '/nobody'), 'absent');
  const responses = await batch.postAsync();
  return Object.fromEntries((await responses?.getResponsesStatusCodes()) ?? []);
}

console.log(JSON.stringify({ graphJs: await graphJs(), kiota: await kiota() }));
