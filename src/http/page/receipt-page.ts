import { type Html, html, page } from '../../core/html.ts';
import type { ReceiptClaims } from '../../receipt/claims.ts';
import { readTimeStamp } from '../../receipt/time-stamp.ts';
import { claimsOf } from '../../receipt/verify-receipt.ts';
import type { PageTexts } from '../../text/en.ts';
import type { Names } from '../../text/names/en.ts';
import { namesIn } from '../../text/names/names-in.ts';
import { pageTexts } from '../../text/page-texts.ts';
import type { Part } from '../../text/recorded/english.ts';
import { recordedIn } from '../../text/recorded/recorded-in.ts';
import { languageOf } from '../accepted.ts';
import type { ResultPage } from '../graph/graph.ts';

/** Its words, and what says in the same language what was recorded in English. */
type Texts = PageTexts['receipt'] & { readonly names: Names; readonly recorded: (text: string) => readonly Part[] };
type Disconnect = ReceiptClaims['disconnect'];

/** A receipt for people: what its signed text states, in the reader's language, and that text. It prints on one sheet of A4. */
export const receiptPage: ResultPage = (result, exchange) => {
  const jws = String(result);
  const claims = claimsOf(jws);
  if (!claims) throw new Error('what was signed as a receipt is none');
  const language = languageOf(exchange.headers['accept-language']);
  const texts = { ...pageTexts[language].receipt, names: namesIn[language], recorded: recordedIn[language] };
  const title = claims.final ? texts.title : texts.interimTitle;
  const body = html`<main>
<h1>${title}</h1>
${claims.final ? [] : [html`<p class="interim">${texts.interim}</p>`]}
<table>${facts(claims, texts)}</table>
<h2>${texts.sessions}</h2>
${listed(claims.disconnect.sessions, (each) => sessionLine(each, texts), texts)}
${claims.disconnect.retirements.map((each) => retirement(each, texts))}
<h2>${texts.events}</h2>
${listed(claims.disconnect.events, (each) => eventLine(each, texts), texts)}
<p>${texts.everythingElse}</p>
<h2>${texts.signed}</h2>
<p>${texts.verify({ keys: `${claims.iss}/.well-known/jwks.json` })}</p>
<pre>${jws}</pre>
</main>`;
  return { status: 200, ...page({ language, title, style, body }) };
};

const style = `@page{size:A4;margin:12mm}body{font:13px/1.4 system-ui,sans-serif;margin:0;color-scheme:light}
main{max-width:60rem;margin:1.5rem auto;padding:0 1rem}h1{font-size:1.5em;margin:0 0 .6em}h2{font-size:1.05em;margin:.9em 0 .2em}
.interim{border:2px solid;padding:.5em;font-weight:bold}table{border-collapse:collapse}th{text-align:start;font-weight:normal;opacity:.75;padding:0 1.5em 0 0;vertical-align:top}
td{overflow-wrap:anywhere}ul{margin:0;padding-left:1.2em}p{margin:.3em 0}pre{font-size:9px;line-height:1.2;white-space:pre-wrap;overflow-wrap:anywhere;margin:.3em 0}
@media print{body{font-size:8.5pt;line-height:1.25}main{margin:0;padding:0;max-width:none}pre{font-size:4.5pt}}`;

/** More would not fit on the sheet; all are in the signed text. */
const mostListed = 8;

function facts({ iss, iat, organisation, disconnect, service, trail, timeStamp }: ReceiptClaims, texts: Texts): Html[] {
  const { actor } = disconnect;
  const rows: Readonly<Record<keyof Texts['labels'], string | null | undefined>> = {
    organisation: named(organisation.displayName, organisation.id),
    kind: `${texts.kind[disconnect.kind]}${disconnect.partnerId === null ? '' : `: ${named(disconnect.partnerDisplayName, disconnect.partnerId)}`}`,
    status: texts.status[disconnect.status],
    requestedBy: disconnect.requestedBy,
    application: actor.applicationId && named(actor.applicationDisplayName, actor.applicationId),
    from: actor.ipAddress,
    operator: actor.remoteTenantId,
    reason: disconnect.reason,
    ticket: disconnect.ticket,
    requestedDateTime: moment(disconnect.requestedDateTime),
    completedDateTime: disconnect.completedDateTime && moment(disconnect.completedDateTime),
    disconnect: disconnect.id,
    timeStamp: stampTime(timeStamp),
    trail: `${trail.sequence} · ${trail.hash}`,
    madeAt: moment(new Date(iat * 1000).toISOString()),
    madeBy: `${service}, ${iss}`,
  };
  return Object.entries(rows).flatMap(([name, value]) =>
    value ? [html`<tr><th>${texts.labels[name as keyof Texts['labels']]}</th><td><bdi>${value}</bdi></td></tr>`] : [],
  );
}

function retirement(each: Disconnect['retirements'][number], texts: Texts): Html {
  const heading = texts.retirement({ connector: each.connector, grant: each.grantId });
  return html`<h2><bdi>${heading}</bdi>: ${texts.status[each.status]}</h2>
<h2>${texts.steps}</h2>
${listed(each.steps, (step) => stepLine(step, each, texts), texts)}
<h2>${texts.notEstablished}</h2>
${listed(each.notEstablished, (gap) => [recorded(gap, texts)], texts)}`;
}

function listed<T>(items: readonly T[], line: (item: T) => Parts, texts: Texts): Html {
  if (items.length === 0) return html`<p>${texts.none}</p>`;
  const more = items.length - mostListed;
  const lines = items.slice(0, mostListed).map((item) => html`<li>${joined(line(item))}</li>`);
  return html`<ul>${lines}</ul>${more > 0 ? [html`<p>${texts.more(more)}</p>`] : []}`;
}

type Parts = readonly (string | Html | null)[];

/** Each part is isolated, so that characters in a name that turn the direction of text leave the others as they are. */
function joined(parts: Parts): Html {
  return html`${parts.flatMap((part, index) => (part ? [html`${index > 0 ? ' · ' : ''}<bdi>${part}</bdi>`] : []))}`;
}

type Session = Disconnect['sessions'][number];

function sessionLine(session: Session, texts: Texts): Parts {
  const times = [session.openedDateTime, session.closedDateTime].map((each) => (each ? moment(each) : '?')).join(' – ');
  return [
    named(session.deviceName, session.deviceId),
    session.requestedBy,
    times,
    nameOf(texts.names.closeReasons, session.closeReason),
    openStill(session, texts),
  ];
}

/** What is said of one that is not over. */
function openStill({ status, unconfirmedUntil }: Session, { names }: Texts): string | null {
  if (status === 'closed' || status === 'failed') return null;
  const state = nameOf(names.sessionStates, status);
  return unconfirmedUntil ? `${state}, ${moment(unconfirmedUntil)}` : state;
}

type Retirement = Disconnect['retirements'][number];

function stepLine(
  { name, detail, completedDateTime }: Retirement['steps'][number],
  of: Retirement,
  texts: Texts,
): Parts {
  const proves = of.status !== 'unconfirmed' || name !== 'refusedWhenAskedAgain';
  const step = nameOf(texts.names.steps, proves ? name : 'refusedWithoutProof');
  return [moment(completedDateTime), step, detail && recorded(detail, texts)];
}

function eventLine(event: Disconnect['events'][number], { names }: Texts): Parts {
  const [activity, result] = [
    nameOf(names.activities, event.activityType),
    nameOf(names.results, event.activityResult),
  ];
  return [String(event.sequence), moment(event.activityDateTime), activity, result, event.hash];
}

/** What was recorded, with the words of others as a quotation. */
function recorded(text: string, texts: Texts): Html {
  const parts = texts.recorded(text).map((part) => {
    if (typeof part === 'string') return html`${part}`;
    return 'instant' in part ? html`${moment(part.instant)}` : html`<q lang="en">${part.quoted}</q>`;
  });
  return html`${parts}`;
}

/** The word for a value of the wire; the value itself where there is none. */
function nameOf(names: Readonly<Record<string, string>>, value: string | null): string | null {
  return value === null || !Object.hasOwn(names, value) ? value : (names[value] ?? value);
}

/** When the time stamp says that this was there. Whether it is genuine is for `receipt verify`. */
function stampTime(timeStamp: string | null): string | null {
  return timeStamp && moment(readTimeStamp(Buffer.from(timeStamp, 'base64')).time.toISOString());
}

function named(name: string | null | undefined, id: string): string {
  return name ? `${name} (${id})` : id;
}

/** To the second, in UTC: a sheet of paper is read anywhere. */
function moment(dateTime: string): string {
  return `${dateTime.slice(0, 10)} ${dateTime.slice(11, 19)} UTC`;
}
