import type { FailureFacts, FailureKind, GraphFailure } from '../client/graph-failure.ts';
import { isLoopback } from '../core/loopback.ts';
import { CommandFailure, type ExitCode, exitCodes } from './exit-codes.ts';
import { printableLine } from './terminal/printable.ts';

/** How a command line tells of a kind of failure. */
interface Words {
  readonly code: ExitCode;
  readonly what: (facts: FailureFacts) => string;
  /** What to do about it. */
  readonly advice?: (facts: FailureFacts) => string;
}

const words: Readonly<Record<FailureKind, Words>> = {
  unreachable: {
    code: exitCodes.unavailable,
    what: ({ origin, reason }) => `cannot reach ${origin}: ${reason}`,
    advice: ({ reason = '' }) =>
      /certificate/i.test(reason)
        ? 'Name the file of its certificate authority in NODE_EXTRA_CA_CERTS.'
        : 'To try things out on this machine, start: assistd dev',
  },
  noGraph: {
    code: exitCodes.failed,
    what: ({ origin }) => `${origin} does not answer as a Graph does`,
    advice: () => 'Look at the address: --graph, ASSISTD_GRAPH, or that of the last login.',
  },
  elsewhere: {
    code: exitCodes.failed,
    what: ({ elsewhere }) =>
      `the next page is said to be at another server (${elsewhere}), where the token must not go`,
    advice: () => 'On an assistd, set publicOrigin to the address that clients use.',
  },
  onlyAssistd: { code: exitCodes.failed, what: ({ origin }) => `only an assistd has this, and ${origin} is none` },
  signedOut: {
    code: exitCodes.refused,
    what: said('the token was refused'),
    advice: ({ origin }) =>
      isLoopback(new URL(origin).hostname)
        ? `Sign in again: assistd login --dev --graph ${origin}, or without --dev where it is no assistd dev.`
        : `Sign in again: assistd login --graph ${origin}`,
  },
  forbidden: {
    code: exitCodes.refused,
    what: said('you may not do this'),
    advice: ({ permissions = [] }) =>
      permissions.length === 0
        ? 'To see what you may do: assistd whoami'
        : `One of these permissions is missing: ${permissions.join(', ')}.\nAn administrator of your organisation gives it; assistd whoami shows those that you have.`,
  },
  notServed: {
    code: exitCodes.refused,
    what: () => 'your organisation is not served: it is suspended, or was never added',
    advice: () => 'Ask whoever operates the service.',
  },
  notFound: { code: exitCodes.notFound, what: said('it is not there') },
  conflict: { code: exitCodes.conflict, what: said('this is not possible now') },
  refused: { code: exitCodes.failed, what: said('the request was refused') },
  throttled: { code: exitCodes.unavailable, what: said('there were too many requests'), advice: later },
  unavailable: { code: exitCodes.unavailable, what: said('the service is not available'), advice: later },
  broken: { code: exitCodes.failed, what: said('the service failed') },
};

/** What a Graph did not do, as a failure of the command that asked for it: what happened, what to do, and what support asks for. */
export function commandFailure(failure: GraphFailure): CommandFailure {
  const { code, what, advice } = words[failure.kind];
  const help = [advice?.(failure.facts), answerOf(failure.facts)].filter((line) => line !== undefined);
  return new CommandFailure(code, what(failure.facts), help.join('\n') || undefined, { cause: failure });
}

/** What a Graph said against one of many things that were asked for. */
export function reasonOf({ kind, facts }: GraphFailure): string {
  return facts.said?.join(' ') || words[kind].what(facts);
}

function said(what: string) {
  return ({ said: texts = [] }: FailureFacts) => [what, ...texts.map(printableLine)].join(': ');
}

function later({ retryAfterSeconds }: FailureFacts): string {
  return `Try again ${retryAfterSeconds === undefined ? 'later' : `in ${retryAfterSeconds} s`}.`;
}

function answerOf({ status, code, requestId, clientRequestId }: FailureFacts): string | undefined {
  if (status === undefined) return undefined;
  return `${code ?? 'Error'} (${status}), request-id ${requestId ?? 'unknown'}, client-request-id ${clientRequestId}`;
}
