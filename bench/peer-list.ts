import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import type { FirstRequest } from './cold-start.ts';

/** A program from npm that people run in place of an API, how it is started, and its own simplest request. */
export interface Peer {
  /** With its version: what the numbers are of. */
  readonly package: string;
  readonly entry: string;
  readonly answers: string;
  /** Written beside the installation before the first start. */
  readonly files?: Readonly<Record<string, string>>;
  readonly flags: (port: string, folder: string) => readonly string[];
  readonly request: (origin: string) => FirstRequest;
  /** What of our two requests it can stand in for, by path; it is loaded with it (`npm run bench`). */
  readonly loaded?: { readonly get?: string; readonly disconnect?: string };
}

const disconnect = '/v1.0/deviceManagement/remoteAssistancePartners/1/disconnect';

const one = '/v1.0/deviceManagement/remoteAssistancePartners/1';
const entity = { id: '1', displayName: 'One', onboardingStatus: 'notOnboarded' };
const constant = `
import fastify from 'fastify';
const server = fastify();
server.get('${one}', () => (${JSON.stringify(entity)}));
server.post('${disconnect}', (_request, reply) => reply.code(204).send());
await server.listen({ host: '127.0.0.1', port: Number(process.argv[2]) });
`;

const contract = JSON.stringify({
  openapi: '3.0.3',
  info: { title: 'One action', version: '1' },
  paths: {
    '/v1.0/deviceManagement/remoteAssistancePartners/{id}': {
      get: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 200: { description: 'One', content: { 'application/json': { example: entity } } } },
      },
    },
    '/v1.0/deviceManagement/remoteAssistancePartners/{id}/disconnect': {
      post: {
        parameters: [{ name: 'id', in: 'path', required: true, schema: { type: 'string' } }],
        responses: { 204: { description: 'Disconnected' } },
      },
    },
  },
});

const clientCredentials = {
  method: 'POST',
  headers: { 'content-type': 'application/x-www-form-urlencoded' },
  body: 'grant_type=client_credentials&client_id=one&client_secret=two',
  status: 200,
} as const;

export const peers: readonly Peer[] = [
  {
    package: 'fastify@5.12.8',
    entry: 'server.mjs',
    answers: 'one constant entity, and 204 to anything: a framework with nothing behind it',
    files: { 'server.mjs': constant },
    flags: (port) => [port],
    request: (origin) => ({ url: `${origin}${one}`, method: 'GET', headers: {}, status: 200 }),
    loaded: { get: one, disconnect },
  },
  {
    package: 'emulate@0.12.2',
    entry: 'node_modules/emulate/dist/index.js',
    answers: 'an opaque token of its Entra emulator; stateful, but of Graph only /me and /users, and no disconnect',
    flags: (port) => ['--service', 'microsoft', '--port', port],
    request: (origin) => ({ ...clientCredentials, url: `${origin}/oauth2/v2.0/token` }),
  },
  {
    package: 'oauth2-mock-server@9.3.0',
    entry: 'node_modules/oauth2-mock-server/dist/oauth2-mock-server.mjs',
    answers: 'a signed token for anybody; an issuer only, no API and no state',
    flags: (port) => ['-a', '127.0.0.1', '-p', port],
    request: (origin) => ({ ...clientCredentials, url: `${origin}/token` }),
  },
  {
    package: 'json-server@0.17.4',
    entry: 'node_modules/json-server/lib/cli/bin.js',
    answers: 'one entity out of a JSON file; create, read, update and delete, but no actions, tokens or permissions',
    files: { 'db.json': JSON.stringify({ remoteAssistancePartners: [{ id: '1', displayName: 'One' }] }) },
    flags: (port, folder) => ['--host', '127.0.0.1', '--port', port, join(folder, 'db.json')],
    request: (origin) => ({ url: `${origin}/remoteAssistancePartners/1`, method: 'GET', headers: {}, status: 200 }),
    loaded: { get: '/remoteAssistancePartners/1' },
  },
  {
    package: '@stoplight/prism-cli@5.16.0',
    entry: 'node_modules/@stoplight/prism-cli/dist/index.js',
    answers: '204 to a disconnect of any id, out of an OpenAPI file of that one action; no state and no tokens',
    files: { 'contract.json': contract },
    flags: (port, folder) => ['mock', '-h', '127.0.0.1', '-p', port, join(folder, 'contract.json')],
    request: (origin) => ({ url: `${origin}${disconnect}`, method: 'POST', headers: {}, status: 204 }),
    loaded: { get: one, disconnect },
  },
  {
    package: '@mockoon/cli@9.9.0',
    entry: 'node_modules/@mockoon/cli/bin/run.js',
    answers: '204 to a disconnect of any id, out of the same file; state and tokens only by rules written by hand',
    files: { 'contract.json': contract },
    flags: (port, folder) => [
      'start',
      '--data',
      join(folder, 'contract.json'),
      '--port',
      port,
      '--disable-log-to-file',
    ],
    request: (origin) => ({ url: `${origin}${disconnect}`, method: 'POST', headers: {}, status: 204 }),
    loaded: { get: one, disconnect },
  },
  {
    // 3.37.0 asks for a version of a dependency that is not published.
    package: 'azurite@3.36.0',
    entry: 'node_modules/azurite/dist/src/blob/main.js',
    answers: '403 to an unsigned request to its blob service, kept in memory; stateful, but Azure Storage, not Graph',
    flags: (port) => ['--blobPort', port, '--inMemoryPersistence', '--disableTelemetry'],
    request: (origin) => ({ url: `${origin}/devstoreaccount1?comp=list`, method: 'GET', headers: {}, status: 403 }),
  },
];

/** On a port that was free a moment ago; asked as soon as it prints anything, and again until it listens. */
export async function startOf(peer: Peer, entry: string, folder: string) {
  const port = await freePort();
  const command: readonly [string, ...string[]] = [process.execPath, entry, ...peer.flags(port, folder)];
  const request = peer.request(`http://127.0.0.1:${port}`);
  return { command, ready: () => request };
}

async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return String(port);
}
