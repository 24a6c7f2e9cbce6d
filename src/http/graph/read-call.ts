import type { Call } from '../../assist/call.ts';
import type { Scope } from '../../assist/scope.ts';
import { giveWay } from '../../core/give-way.ts';
import type { Caller } from '../../identity/caller.ts';
import { decodeEntity, decodeParameters, type JsonBody, parseJson, type RawBody } from '../../odata/body/decode.ts';
import type { Decoded, ReadItem } from '../../odata/body/decode-value.ts';
import { decodeFunctionArguments, refuseParametersIn } from '../../odata/function-arguments.ts';
import { parseQuery } from '../../odata/query.ts';
import type { Match } from '../../odata/route.ts';
import { preferredJson } from '../accepted.ts';
import { clientRequestIdOf, type Exchange } from '../exchange.ts';
import type { HeldBody } from '../long-bodies.ts';
import { jsonFormatOf, type Preferences } from './preferences.ts';

/** Whether an operation reads a body; what others are sent is not looked at. */
export function takesBody({ kind }: Match): boolean {
  return kind === 'create' || kind === 'update' || kind === 'action';
}

/** @throws `bodyTooLarge` beyond `maxBodyBytes`, or beyond what the operation is declared to take */
export async function readBody(
  match: Match,
  { body, headers }: Exchange,
  maxBodyBytes: number,
  held: HeldBody,
): Promise<JsonBody> {
  const limitBytes = Math.max(maxBodyBytes, match.action?.maxBodyBytes ?? 0);
  const bytes = await body.bytes(limitBytes, held);
  const contentType = headers['content-type'];
  if (!bytes || bytes.length === 0) return { value: () => undefined, contentType };
  // Clients of an action without parameters send `{}` as whatever they send.
  const isBare = match.action && Object.keys(match.action.parameters).length === 0;
  return {
    value: await outcomeOf({ bytes, contentType: isBare ? 'application/json' : contentType, limitBytes }),
    contentType,
  };
}

/** What is wrong with a body is told where its value is asked for: what is wrong with a query goes before it. */
async function outcomeOf(body: RawBody): Promise<() => unknown> {
  try {
    const value = await parseJson(body);
    return () => value;
  } catch (failure) {
    return () => {
      throw failure;
    };
  }
}

/** What a request asks of an operation; where items fail alone, they are still to be read. @throws what is wrong with its query or its body */
export function readCall(
  match: Match,
  caller: Caller,
  scope: Scope,
  exchange: Exchange,
  { maxPageSize }: Preferences,
  body: JsonBody | undefined,
  hidden: ReadonlySet<string>,
): Call {
  const { resource, version, kind } = match;
  const query = parseQuery(exchange.search, {
    resource,
    version,
    kind,
    ...(maxPageSize !== undefined && { maxPageSize }),
  });
  return {
    caller,
    client: clientOf(exchange),
    scope,
    version,
    key: match.key ?? '',
    pathParameters: match.pathParameters,
    query,
    format: jsonFormatOf(query.format ?? preferredJson(exchange.headers.accept)),
    hidden,
    body:
      body && (kind === 'create' || kind === 'update')
        ? decodeEntity(body, resource.type, version, {
            keepsId: kind === 'create' && resource.clientChoosesId === true,
          })
        : {},
    parameters: parametersOf(match, exchange, body),
  };
}

/** Reading so many items takes 1 to 2 ms. */
const itemsAtOnce = 25;

/** The call with the items that fail alone read, a few at a time, with others answered between. */
export async function withItemsRead(call: Call): Promise<Call> {
  const parameters: Record<string, unknown> = { ...call.parameters };
  for (const [name, value] of Object.entries(parameters)) {
    if (Array.isArray(value)) parameters[name] = await itemsRead(value);
  }
  return { ...call, parameters };
}

async function itemsRead(items: readonly ReadItem[]): Promise<ReturnType<ReadItem>[]> {
  const values: ReturnType<ReadItem>[] = [];
  for (const read of items) {
    values.push(read());
    if (values.length % itemsAtOnce === 0) await giveWay();
  }
  return values;
}

/** Where a request came from. */
export function clientOf(exchange: Exchange): Call['client'] {
  const id = clientRequestIdOf(exchange);
  return {
    requestId: exchange.requestId,
    correlationId: id ?? exchange.requestId,
    repeatId: id && `${id} ${exchange.step ?? ''}`,
    address: exchange.address,
    origin: exchange.origin,
  };
}

function parametersOf(match: Match, { search }: Exchange, body: JsonBody | undefined): Decoded {
  if (match.action && body) {
    refuseParametersIn(search, match.action.parameters);
    return decodeParameters(body, match.action, match.operation, match.version);
  }
  return match.function ? decodeFunctionArguments(match.functionArguments, match.function.parameters, search) : {};
}
