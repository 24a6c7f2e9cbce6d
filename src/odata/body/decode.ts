import { giveWay } from '../../core/give-way.ts';
import { isObject } from '../../core/json.ts';
import type { Action } from '../../edm/operation.ts';
import type { EntityType, VersionName } from '../../edm/type.ts';
import { fail } from '../../model/failures.ts';
import { declaresLongsAsText } from '../json-format.ts';
import { textOf } from './body-text.ts';
import { type Decoded, decodeEntityValue, decodeMembers, noObject } from './decode-value.ts';
import { countMembers, memberGivenTwice } from './json-members.ts';
import { parsedInParts } from './json-parts.ts';
import { checkJsonSize } from './json-size.ts';

/** A body whose JSON was read. */
export interface JsonBody {
  /** `undefined` for an empty body or a JSON `null`. @throws what is wrong with the JSON, as {@link parseJson} does */
  readonly value: () => unknown;
  readonly contentType: string | undefined;
}

/** A request body as it came, after any `Content-Encoding` is undone. */
export interface RawBody {
  readonly bytes: Buffer | undefined;
  readonly contentType: string | undefined;
  /** How long it could have been, which also limits how many values it holds. */
  readonly limitBytes: number;
}

/**
 * The entity in the body of a create or an update (OData JSON 4.01, section 6). Read-only members are ignored, as are control
 * information and annotations, and what says nothing in a body that the service gave; anything else that the type does not declare
 * is refused, as are references to other entities, which nothing here can set.
 *
 * @param keepsId whether an `id` in the body counts, and then has to be a GUID; else it is ignored
 */
export function decodeEntity(
  body: JsonBody,
  type: EntityType,
  version: VersionName,
  options: { readonly keepsId?: boolean } = {},
): Decoded {
  const value = body.value();
  if (value === undefined) throw fail('bodyEmpty');
  return decodeEntityValue(value, type, { version, longsAsText: declaresLongsAsText(body.contentType) }, options);
}

/**
 * The parameters in the body of an action. An action without parameters takes any of the empty bodies that clients send: none,
 * `{}` or `null`. Where the items of its collections fail alone, each is a `ReadItem`.
 */
export function decodeParameters(
  body: JsonBody,
  { parameters, itemsFailAlone, mostItems }: Pick<Action, 'parameters' | 'itemsFailAlone' | 'mostItems'>,
  operation: string,
  version: VersionName,
): Decoded {
  const none = Object.keys(parameters).length === 0;
  const given = body.value();
  if (none && given === undefined) return {};
  const value = given ?? {};
  if (!isObject(value)) throw none ? fail('bodyNotEmpty', { operation }) : fail('bodyMalformed', noObject);
  if (none && Object.keys(value).some((name) => !name.includes('@'))) throw fail('bodyNotEmpty', { operation });
  const reading = {
    version,
    longsAsText: declaresLongsAsText(body.contentType),
    itemsFailAlone: itemsFailAlone === true,
    mostItems,
  };
  return decodeMembers(value, { kind: 'complex', name: operation, properties: parameters }, reading, '');
}

/** JSON so long is read in parts, with others answered between. */
const longBytes = 65_536;

/**
 * The value of a JSON body; `undefined` for an empty body or a JSON `null`.
 *
 * @throws `bodyContentType`, `bodyCharset`, `bodyMalformed`, `bodyTooNested`, `bodyTooManyValues`, `bodyTwice`
 */
export async function parseJson({ bytes, contentType, limitBytes }: RawBody): Promise<unknown> {
  if (!bytes || bytes.length === 0) return undefined;
  const mediaType = contentType?.split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== undefined && mediaType !== 'application/json' && mediaType !== 'text/json') {
    throw fail('bodyContentType');
  }
  const isLong = bytes.length > longBytes;
  // Its last piece has just come: what is scheduled once from there runs before anybody else is looked at again.
  if (isLong) await giveWay();
  const text = textOf(bytes, contentType);
  const { members: written, items } = checkJsonSize(text, limitBytes);
  if (isLong) await giveWay();
  const value = (isLong && (await parsedInParts(text, items))) || parsed(text);
  if (isLong) await giveWay();
  // JSON.parse takes the last of two members with one name, and says nothing of the first.
  const twice = countMembers(value) < written ? memberGivenTwice(text) : undefined;
  if (twice !== undefined) throw fail('bodyTwice', { member: twice });
  return value ?? undefined;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    // It says where, and shows some of it; a shell that eats double quotes is the usual reason.
    const problem = `${(cause as Error).message.slice(0, 200)}; in JSON, names and texts stand in double quotes`;
    throw fail('bodyMalformed', { problem }, { cause });
  }
}
