import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { createProgram } from '../cli/program.ts';
import { main } from '../harness/main.ts';

const beside = ['dev', '--port', '0', '--tls-port', '0', '--exec'];

test('assistd dev --exec runs a line with what clients read, and ends as it ends', async () => {
  using program = createProgram('');
  const line =
    'curl -sf -o /dev/null -w "%{http_code} " -H "Authorization: Bearer $TOKEN" $GRAPH_URL/v1.0/deviceManagement/remoteAssistancePartners;' +
    ' curl -sf $AZURE_AUTHORITY_HOST/$AZURE_TENANT_ID/oauth2/v2.0/token -d client_id=$AZURE_CLIENT_ID -d client_secret=$AZURE_CLIENT_SECRET' +
    ' -d grant_type=client_credentials -d scope=https://graph.microsoft.com/.default | cut -c1-22; exit 7';
  const { code, stdout, stderr } = await program.run(...beside, line);
  assert.equal(stdout, '200 {"token_type":"Bearer"\n');
  assert.equal(code, 7);
  assert.match(stderr, /^200 GET \/v1\.0\/deviceManagement\/remoteAssistancePartners \d+ ms adele@contoso\.example$/m);
});

test('assistd dev --as-graph --exec lets a line run that names Graph, and says why a request was refused', async () => {
  using program = createProgram('');
  const ask = (token: string, version: string) =>
    `curl -s -o /dev/null -w "%{http_code}\\n" -H "Authorization: Bearer $${token}" https://graph.microsoft.com/${version}/deviceManagement/remoteAssistancePartners`;
  const line = `${ask('TOKEN', 'v1.0')}; ${ask('APP_TOKEN', 'v1.0')}`;
  const { code, stdout, stderr } = await program.run(...beside, line, '--as-graph');
  assert.deepEqual([code, stdout], [0, '200\n403\n'], stderr);
  assert.match(stderr, /^403 GET .*permissions=current would admit it$/m);
});

test('--fail-on-excess ends with 1 where an application had what it did not need', async () => {
  using program = createProgram('');
  const line =
    'curl -s -o /dev/null -H "Authorization: Bearer $APP_TOKEN" $GRAPH_URL/beta/deviceManagement/remoteAssistancePartners';
  const { code, stderr } = await program.run(...beside, line, '--fail-on-excess', '--quiet');
  assert.equal(code, 1);
  assert.match(
    stderr,
    /assistd automation \(application\) needs DeviceManagementServiceConfig\.Read\.All, and not .*Assist\.Operate\.All/,
  );
  assert.doesNotMatch(stderr, /^200 GET/m, '--quiet shows no requests');
});

for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) {
  test(`${signal} of a job that is cancelled reaches what the line runs, and not its shell alone`, {
    timeout: 600_000,
  }, async () => {
    using program = createProgram('');
    const tests = `process.once('${signal}', () => { console.log('told'); process.exit(); }); console.log('begun'); setInterval(() => {}, 1e9)`;
    const line = `"${process.execPath}" -e "${tests}"; exit 3`;
    const dev = spawn(process.execPath, [main, ...beside, line, '--quiet'], {
      cwd: program.folder,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const ended = once(dev, 'exit');
    assert.equal(String((await once(dev.stdout, 'data'))[0]), 'begun\n');
    dev.kill(signal);
    // Ends when nobody is left who could write.
    assert.equal(await text(dev.stdout), 'told\n');
    const [code] = await ended;
    assert.notEqual(code, 0);
  });
}
