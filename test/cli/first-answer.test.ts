import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { promisify } from 'node:util';

const file = new URL('../../src/dev/start.ts', import.meta.url);

/** Its first answer, what was asked over HTTP until then, and which of Node's own modules for `fetch`, `WebSocket` and TLS were loaded. */
const program = `
let asked = 0;
process.getBuiltinModule('node:diagnostics_channel').subscribe('http.client.request.start', () => asked++);
const { start } = await import(${JSON.stringify(file.href)});
await using assistd = await start({ tls: true });
const headers = { authorization: 'Bearer ' + (await assistd.token()) };
const url = assistd.origin + '/beta/deviceManagement/remoteAssistancePartners';
const { get } = process.getBuiltinModule('node:http');
const { statusCode } = await new Promise((resolve, reject) => get(url, { headers, agent: false }, resolve).on('error', reject));
console.log(statusCode, asked, process.moduleLoadList.filter((name) => /undici|tls|https/.test(name)));
`;

test('until its first answer a service asks nobody, and loads nothing that only fetch, WebSocket or TLS need, though it listens for TLS: each would be a twentieth of its start or more', async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program]);
  assert.equal(stdout, '200 1 []\n');
});
