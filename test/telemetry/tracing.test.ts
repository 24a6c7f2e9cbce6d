import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { startOutside } from '../harness/outside.ts';
import { partnerClient } from '../harness/partner-client.ts';
import { serveProcess } from '../harness/serve-process.ts';
import { waitFor } from '../harness/wait-for.ts';

interface Span {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly status: { readonly code?: number };
  readonly attributes: readonly { readonly key: string; readonly value: { readonly stringValue?: string } }[];
}

/** An OpenTelemetry collector, as far as it takes traces in JSON (OTLP 1.9, section "OTLP/HTTP"). */
async function startCollector() {
  const spans: Span[] = [];
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request.setEncoding('utf8')) body += chunk;
    bodies.push(body);
    for (const { scopeSpans } of JSON.parse(body).resourceSpans) {
      for (const scope of scopeSpans) spans.push(...scope.spans);
    }
    response.writeHead(200, { 'Content-Type': 'application/json' }).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    spans,
    bodies,
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test('a collector sees the request within its caller’s trace, its transactions, what is owed, and the calls to the partner', async () => {
  await using outside = await startOutside();
  using collector = await startCollector();
  const token = await outside.token();
  await using service = await serveProcess(outside, {}, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin });
  const client = partnerClient(service.origin, token);
  const id = await client.create('Traced');
  await client.connect(id);
  const traceId = '0af7651916cd43dd8448eb211c80319c';
  const answer = await fetch(`${service.origin}/beta/deviceManagement/remoteAssistancePartners/${id}/disconnect`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, traceparent: `00-${traceId}-b7ad6b7169203331-01` },
  });
  assert.equal(answer.status, 204);
  await waitFor('the retirement to be traced', () =>
    collector.spans.some(({ name }) => name === 'obligation grant.retire'),
  );

  const named = (name: string) => {
    const found = collector.spans.find((span) => span.name === name);
    assert.ok(found, `no span is called ${name}: ${[...new Set(collector.spans.map((span) => span.name))].join(', ')}`);
    return found;
  };
  const request = named('POST remoteAssistancePartners.disconnect');
  assert.deepEqual([request.traceId, request.parentSpanId], [traceId, 'b7ad6b7169203331']);
  const writes = collector.spans.filter(
    (span) => span.name === 'database write' && span.parentSpanId === request.spanId,
  );
  assert.equal(writes.length, 1, 'a disconnect is one transaction');
  const retirement = named('obligation grant.retire');
  assert.notEqual(retirement.traceId, traceId);
  const revocation = named('TeamViewer revoke');
  assert.equal(revocation.traceId, retirement.traceId);
  const inTrace = new Set(collector.spans.filter((span) => span.traceId === retirement.traceId).map((s) => s.spanId));
  assert.ok(inTrace.has(revocation.parentSpanId ?? ''));

  const sent = collector.bodies.join('\n');
  for (const secret of [token, outside.sandbox.clientSecret.reveal(), ...outside.tokens]) {
    assert.ok(!sent.includes(secret), 'a secret is in a trace');
  }
  assert.ok(outside.headerNames.has('authorization') && !outside.headerNames.has('traceparent'));
});

test('what is left of traces is sent when the service stops, of every surface', async () => {
  await using outside = await startOutside();
  using collector = await startCollector();
  const service = await serveProcess(outside, {}, { OTEL_EXPORTER_OTLP_ENDPOINT: collector.origin });
  await partnerClient(service.origin, await outside.token()).create('Last');
  await fetch(`${service.origin}/console/config.json`);
  service.kill('SIGTERM');
  assert.equal(await service.gone, 0, service.stderr());
  for (const last of ['POST remoteAssistancePartners.create', 'GET console']) {
    assert.ok(
      collector.spans.some(({ name }) => name === last),
      last,
    );
  }
});
