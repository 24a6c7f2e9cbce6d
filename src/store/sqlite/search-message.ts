import type { Cells } from './connection.ts';

/** What a search thread is started with. */
export interface SearchThreadStart {
  readonly file: string;
  /** The number of the newest search that nobody waits for any more. */
  readonly givenUp: Int32Array<SharedArrayBuffer>;
}

/** One statement for a search thread. */
export interface SearchRequest {
  readonly number: number;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  readonly limitMs: number;
}

/** What became of it. An error loses what it carries on its way between threads, so that is told beside it. */
export type SearchReply = { readonly number: number } & (
  | { readonly found: Cells }
  | { readonly unavailable: string }
  | { readonly error: unknown; readonly errcode: number | undefined }
);
