import type { Resource, Rows } from '../edm/operation.ts';
import type { Property, VersionName, Wire } from '../edm/type.ts';
import type { Caller } from '../identity/caller.ts';
import type { model, Operations } from '../model/model.ts';
import type { Decoded } from '../odata/body/decode-value.ts';
import type { Page, Query, WrittenPage } from '../odata/expression.ts';
import type { JsonFormat } from '../odata/json-format.ts';
import type { Assist } from './assist.ts';
import type { Scope, ScopeOf } from './scope.ts';

/** Where a request came from, for the audit trail and the log. */
export interface Client {
  readonly requestId: string;
  /** What ties our record to the caller's own: `client-request-id`, else the `request-id`. */
  readonly correlationId: string;
  /** What tells a request that is sent again: `client-request-id`, with the step's id in a batch; `undefined` without that header. */
  readonly repeatId?: string | undefined;
  readonly address: string | undefined;
  /** The origin by which the client reached us, for links that lead back: `https://host:port`. */
  readonly origin: string;
}

/** One operation to run: proven, permitted, decoded. */
export interface Call<S extends Scope = Scope> {
  readonly caller: Caller;
  /** Which rows it may see. */
  readonly scope: S;
  readonly client: Client;
  readonly version: VersionName;
  /** The entity's id; the empty string on collections and singletons. */
  readonly key: string;
  /** What stood for each `{name}` of the path that the resource was reached by. */
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly query: Query;
  /** How the answer is written. */
  readonly format: JsonFormat;
  /** The properties of the resource that this caller is not given, whatever is asked for. */
  readonly hidden: ReadonlySet<string>;
  readonly body: Decoded;
  /** The arguments of an action or function, under their declared names. */
  readonly parameters: Decoded;
}

/** Rows may lack what the query did not select, and carry columns that no contract declares; encoding picks. */
type Row<R extends Resource> = { readonly [K in keyof Wire<R['type']>]?: unknown } & { readonly id: string };

type ValueOf<P> = P extends Property<infer T> ? T : never;

type Answer<R extends Resource, N extends string> = N extends 'list'
  ? Promise<Page<Row<R>> | WrittenPage>
  : N extends 'get' | 'create' | 'update'
    ? Promise<Row<R>>
    : N extends 'delete'
      ? Promise<void>
      : N extends keyof R['actions']
        ? Promise<R['actions'][N] extends { returns: infer P } ? ValueOf<P> : void>
        : R['functions'][N] extends { returns: infer P }
          ? Promise<ValueOf<P>>
          : never;

/** What must be written for each operation of the model: it returns its answer, and throws failures; it never sends. */
export type Handler<O extends Operations> = O extends `${infer R extends keyof typeof model}.${infer N}`
  ? (assist: Assist, call: Call<ScopeOf<RowsOf<(typeof model)[R]>>>) => Answer<(typeof model)[R], N>
  : never;

type RowsOf<R extends Resource> = R extends { readonly paths: readonly { readonly rows: infer W extends Rows }[] }
  ? W
  : never;

/** One handler per operation of the model, no more and no less: a missing one does not compile. */
export type OperationTable = { readonly [O in Operations]: Handler<O> };

/**
 * A handler as the protocol sees it, when only the kind of operation is known. A method, because only a method's parameters may be
 * narrower: the scope of a call is one of its resource's.
 */
export type AnyHandler = { handle(assist: Assist, call: Call): Promise<unknown> }['handle'];

/** Who asks, for people to read: a user principal name, or the id of an application. */
export function requester({ caller }: Pick<Call, 'caller'>): string {
  return caller.userPrincipalName ?? caller.applicationId ?? caller.subject;
}

/** Why something is ended, as it was said (`model/because.ts`). */
export interface Because {
  readonly reason: string | null;
  readonly ticket: string | null;
}

export const unsaid: Because = { reason: null, ticket: null };

/** What the parameters of an action say of why. */
export function becauseOf({ parameters }: Pick<Call, 'parameters'>): Because {
  const { reason = null, ticket = null } = parameters as Partial<Because>;
  return { reason, ticket };
}
