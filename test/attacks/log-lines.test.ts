import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startOutside } from '../harness/outside.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { until } from '../harness/world.ts';

const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');

test('what a stranger writes into a token stands in the log as it was, and moves no terminal and ends no line', async () => {
  await using outside = await startOutside();
  await using service = await serveProcess(outside);
  // Control characters of ISO 6429, two of them ends of lines for some programs, and what turns the direction of text.
  const typ = 'ø\u009b2J\u009d0;title\u009c\u0085\u2028\u2029\u202e\u2066\u001b[2J';
  const token = `${encoded({ alg: 'RS256', typ })}.${encoded({ tid: outside.tenantId })}.c2ln`;
  const { status } = await fetch(`${service.origin}/v1.0/deviceManagement`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  assert.equal(status, 401);
  const line = await until('the line', () =>
    service
      .stderr()
      .split('\n')
      .find((each) => each.includes('it is of type')),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not get through.
  assert.doesNotMatch(line, /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/);
  assert.ok(JSON.parse(line).reason.endsWith(`it is of type ${JSON.stringify(typ)}`), line);
});
