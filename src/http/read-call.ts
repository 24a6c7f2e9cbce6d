import type { Call } from '../assist/call.ts';
import type { Scope } from '../assist/scope.ts';
import type { Caller } from '../identity/caller.ts';
import { type Decoded, decodeEntity, decodeParameters, type RawBody } from '../odata/decode.ts';
import { decodeFunctionArguments } from '../odata/function-arguments.ts';
import { parseQuery } from '../odata/query.ts';
import type { Match } from '../odata/route.ts';
import { clientRequestIdOf, type Exchange } from './exchange.ts';
import { inflated } from './inflate.ts';
import type { Preferences } from './preferences.ts';

/** What a request asks of an operation. @throws what is wrong with its query or its body */
export function readCall(
  match: Match,
  caller: Caller,
  scope: Scope,
  exchange: Exchange,
  { maxPageSize }: Preferences,
  maxBodyBytes: number,
): Call {
  const { resource, version, kind } = match;
  const client = {
    requestId: exchange.requestId,
    correlationId: clientRequestIdOf(exchange) ?? exchange.requestId,
    address: exchange.address,
    origin: exchange.origin,
  };
  return {
    caller,
    scope,
    client,
    version,
    key: match.key ?? '',
    pathParameters: match.pathParameters,
    query: parseQuery(exchange.search, { resource, version, kind, ...(maxPageSize !== undefined && { maxPageSize }) }),
    body:
      kind === 'create' || kind === 'update'
        ? decodeEntity(rawBody(exchange, maxBodyBytes), resource.type, version, {
            keepsId: kind === 'create' && resource.clientChoosesId === true,
          })
        : {},
    parameters: parametersOf(match, exchange, maxBodyBytes),
  };
}

function parametersOf(match: Match, exchange: Exchange, maxBodyBytes: number): Decoded {
  if (match.action) {
    return decodeParameters(rawBody(exchange, maxBodyBytes), match.action.parameters, match.operation, match.version);
  }
  if (!match.function) return {};
  return decodeFunctionArguments(match.functionArguments, match.function.parameters, exchange.search);
}

function rawBody({ body, headers }: Exchange, maxBodyBytes: number): RawBody {
  return { bytes: inflated(body, headers['content-encoding'], maxBodyBytes), contentType: headers['content-type'] };
}
