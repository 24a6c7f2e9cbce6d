import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Context,
  createTraceState,
  DiagLogLevel,
  diag,
  isSpanContextValid,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  resourceAttributesEnvDetector,
  resourceFromAttributes,
  serviceNameEnvDetector,
} from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Log } from '../core/log.ts';
import { type Observer, settle, type Work } from '../core/observer.ts';

/** Sends spans to an OpenTelemetry collector; what is left is sent when it is disposed of. */
export interface Tracing extends Observer, AsyncDisposable {}

const kinds = {
  request: SpanKind.SERVER,
  database: SpanKind.CLIENT,
  obligation: SpanKind.INTERNAL,
  partner: SpanKind.CLIENT,
} as const;

/**
 * Where and how to send is read by the SDK itself, from the `OTEL_EXPORTER_OTLP_*` variables; `OTEL_SERVICE_NAME` and
 * `OTEL_RESOURCE_ATTRIBUTES` say what the service is called.
 */
export function startTracing({ version, log }: { version: string; log: Log }): Tracing {
  const warn = (message: string) => log.warn({ problem: message }, 'traces cannot be sent');
  diag.setLogger({ error: warn, warn, info() {}, debug() {}, verbose() {} }, { logLevel: DiagLogLevel.WARN });
  const detectors = [resourceAttributesEnvDetector, serviceNameEnvDetector];
  const provider = new TracerProvider({
    resource: defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'assistd', 'service.version': version }))
      .merge(detectResources({ detectors })),
    spanProcessors: [new BatchSpanProcessor({ exporter: new OTLPTraceExporter(), scheduledDelayMillis: 1000 })],
  });
  const tracer = provider.getTracer('assistd', version);
  const current = new AsyncLocalStorage<Context>();

  /** `undefined` for what is not worth a trace of its own. */
  const parentOf = ({ kind, caller }: Work): Context | undefined => {
    if (caller) return contextOf(caller);
    if (kind === 'obligation') return ROOT_CONTEXT;
    // The runner's look for due work, a lease that is kept: transactions of nobody's, and many.
    return current.getStore() ?? (kind === 'database' ? undefined : ROOT_CONTEXT);
  };
  return {
    observe(work, run, outcomeOf) {
      const parent = parentOf(work);
      if (!parent) return run();
      const name = work.kind === 'partner' ? work.name : `${work.kind} ${work.name}`;
      const span = tracer.startSpan(name, { kind: kinds[work.kind], attributes: { ...work.attributes } }, parent);
      return settle(
        () => current.run(trace.setSpan(parent, span), run),
        (settled) => {
          const outcome = outcomeOf(settled);
          if (outcome.name !== undefined) span.updateName(`${work.name} ${outcome.name}`);
          span.setAttributes({ 'assistd.result': outcome.result, ...outcome.attributes });
          if (outcome.isFailure) span.setStatus({ code: SpanStatusCode.ERROR, message: outcome.result });
          span.end();
        },
      );
    },
    [Symbol.asyncDispose]: () => provider.shutdown().catch((error) => warn(String(error))),
  };
}

/** The caller's span, if it names one (W3C Trace Context, section 3.2); what is malformed counts for nothing. */
function contextOf({ traceparent, tracestate }: NonNullable<Work['caller']>): Context {
  const found = /^(?!ff)[0-9a-f]{2}-(?<traceId>[0-9a-f]{32})-(?<spanId>[0-9a-f]{16})-(?<flags>[0-9a-f]{2})/.exec(
    traceparent ?? '',
  );
  const { traceId = '', spanId = '', flags = '' } = found?.groups ?? {};
  const spanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(tracestate !== undefined && { traceState: createTraceState(tracestate) }),
  };
  return isSpanContextValid(spanContext) ? trace.setSpanContext(ROOT_CONTEXT, spanContext) : ROOT_CONTEXT;
}
