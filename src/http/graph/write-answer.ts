import type { Call } from '../../assist/call.ts';
import { encodeEntity, encodePage, encodeValue, type Shape } from '../../odata/encode.ts';
import type { Page, WrittenPage } from '../../odata/expression.ts';
import type { JsonFormat } from '../../odata/json-format.ts';
import type { Row } from '../../odata/json-text.ts';
import { quotedKey } from '../../odata/path.ts';
import type { Match } from '../../odata/route.ts';
import { nextLink, skipToken } from '../../odata/skip-token.ts';
import type { Answer, Exchange } from '../exchange.ts';
import type { Preferences } from './preferences.ts';

const noContent: Answer<string> = { status: 204, headers: {}, body: undefined };

const headersBy = new Map<JsonFormat, Answer['headers']>();

function headersAt(format: JsonFormat): Answer['headers'] {
  const known = headersBy.get(format);
  if (known) return known;
  const { metadata, longsAsText } = format;
  const headers = {
    'Content-Type': `application/json;odata.metadata=${metadata};odata.streaming=true;IEEE754Compatible=${longsAsText};charset=utf-8`,
    'OData-Version': '4.0',
  };
  headersBy.set(format, headers);
  return headers;
}

/** What an operation came to, as an answer. */
export function writeAnswer(
  match: Match,
  { caller, query, format, body, hidden }: Call,
  result: unknown,
  exchange: Exchange,
  preferences: Preferences,
): Answer {
  const returns = match.action?.returns ?? match.function?.returns;
  if (match.kind === 'delete' || (match.kind === 'action' && !returns)) return noContent;
  const headers = headersAt(format);
  const root = `${exchange.origin}/${match.version}`;
  const shape: Shape = {
    type: match.resource.type,
    version: match.version,
    select: query.select,
    hidden,
    metadata: format.metadata,
    longsAsText: format.longsAsText,
    single: match.kind !== 'list',
    written: Object.keys(body),
    root,
    contextPath: match.contextPath.replace("('{caller}')", () => quotedKey(caller.subject)),
    singleton: match.singleton,
  };
  switch (match.kind) {
    case 'count':
      return {
        status: 200,
        headers: { ...headers, 'Content-Type': 'text/plain' },
        body: String((result as Page<Row>).count ?? 0),
      };
    case 'list': {
      const page = result as Page<Row> | WrittenPage;
      const applied = preferences.maxPageSize === query.pageSize;
      const next = page.next && nextLink(addressOf(exchange), skipToken(query, page.next));
      return {
        status: 200,
        headers: applied ? { ...headers, 'Preference-Applied': `odata.maxpagesize=${query.pageSize}` } : headers,
        body: encodePage(page, next, shape),
      };
    }
    case 'get':
      return { status: 200, headers, body: encodeEntity(result as Row, shape) };
    case 'create': {
      const location = `${root}/${match.contextPath}${quotedKey(String((result as Row).id))}`;
      return preferences.minimal
        ? minimal({ Location: location, 'OData-EntityId': location })
        : { status: 201, headers: { ...headers, Location: location }, body: encodeEntity(result as Row, shape) };
    }
    case 'update':
      return preferences.minimal ? minimal({}) : { status: 200, headers, body: encodeEntity(result as Row, shape) };
    case 'action':
    case 'function':
      if (!returns) return noContent;
      return { status: 200, headers, body: encodeValue(result, returns, match.version, root, format) };
  }
}

function minimal(headers: Readonly<Record<string, string>>): Answer<string> {
  return { status: 204, headers: { 'Preference-Applied': 'return=minimal', ...headers }, body: undefined };
}

// What no URI has (RFC 3986, section 2). Node takes some of it, and the steps of a batch are written as text.
const noUri = /[^\x21-\x7e]|["<>[\\\]^`{|}]/gu;

/** As it was asked for; escaped, for clients that follow links to the letter. */
function addressOf({ origin, path, search }: Exchange): string {
  return origin + `${path}${search && '?'}${search}`.replace(noUri, encodeURIComponent);
}
