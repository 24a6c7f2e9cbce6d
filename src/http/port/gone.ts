import type { ServerResponse } from 'node:http';

/** A signal that tells when a client has gone before it was answered; it costs something only where somebody asks for it. */
export function goneSignalOf(response: ServerResponse): () => AbortSignal {
  let gone: AbortController | undefined;
  return () => {
    if (!gone) {
      const begun = new AbortController();
      if (response.destroyed) begun.abort();
      response.once('close', () => begun.abort());
      gone = begun;
    }
    return gone.signal;
  };
}
