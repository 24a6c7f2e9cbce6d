import { parsedJson } from '../../core/json.ts';
import { whyUnanswered } from '../../core/unanswered.ts';
import { type Finding, fault, ok, warning } from './finding.ts';

/** An answer, or why there is none. */
export type Asked =
  | {
      readonly status: number;
      readonly headers: Headers;
      readonly body: unknown;
      readonly skewSeconds: number | undefined;
    }
  | { readonly failure: string; readonly unknownHost: boolean };

const limitMs = 5000;

/** One GET request, without any credentials. */
export async function ask(url: string, signal: AbortSignal): Promise<Asked> {
  const sent = Date.now();
  try {
    const response = await fetch(url, {
      signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
      redirect: 'manual',
    });
    const received = Date.now();
    const date = Date.parse(response.headers.get('date') ?? '');
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: parsedJson(text),
      // The header has whole seconds, cut off.
      ...{ skewSeconds: Number.isNaN(date) ? undefined : skew(date + 500, sent, received) },
    };
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = whyUnanswered(error);
    return { failure, unknownHost: /ENOTFOUND|EAI_AGAIN/.test(failure) };
  }
}

/** Tokens are accepted with clocks this far apart. */
const toleranceSeconds = 60;
const noteworthySeconds = 5;

/** What the clock of somebody who was asked says about ours. */
export function clockFinding(check: string, asked: Asked): Finding[] {
  if ('failure' in asked || asked.skewSeconds === undefined) return [];
  const seconds = Math.round(asked.skewSeconds);
  const said = `this machine’s clock is ${Math.abs(seconds)} s ${seconds > 0 ? 'behind' : 'ahead'}`;
  const mend = 'Keep the clock right: systemctl enable --now systemd-timesyncd, or chronyd.';
  if (Math.abs(seconds) > toleranceSeconds) return [fault(`clock, by ${check}`, `${said}: tokens are refused`, mend)];
  if (Math.abs(seconds) > noteworthySeconds) return [warning(`clock, by ${check}`, said, mend)];
  return [ok(`clock, by ${check}`, 'right to the second or so')];
}

/** Seconds that the other clock is ahead; none as long as the way there and back may account for it. */
function skew(date: number, sent: number, received: number): number {
  if (date < sent) return (date - sent) / 1000;
  return date > received ? (date - received) / 1000 : 0;
}
