import { Person } from '../../harness/consent.ts';
import type { Actor, Step } from './plan.ts';
import { type Play, written } from './writes.ts';

/** Consents, or declines, as the partner's administrator does in a browser. */
export async function consent(
  play: Play,
  who: Actor,
  step: Step,
  partnerId: string,
  url: string,
  answer: Readonly<Record<string, string>>,
): Promise<void> {
  const { books } = play;
  const person = new Person();
  try {
    const back = await person.consent(url, answer);
    const page = await person.ask(back);
    const text = await page.text();
    books.tell(who, step, `${answer.email} consents: ${page.status}`);
    if (page.status >= 500 && page.status !== 503 && page.status !== 502)
      books.wrong.push(`callback: ${page.status} ${text}`);
  } catch (error) {
    // The browser was cut off, or turned away.
    books.tell(who, step, `${answer.email}: ${String(error)}`);
  }
  await confirm(play, who, step, partnerId);
}

/** Gives rights to the account that the page names, and takes them. */
export async function delegate(
  play: Play,
  who: Actor,
  step: Step,
  { partnerId, url, device }: { readonly partnerId: string; readonly url: string; readonly device: string },
): Promise<void> {
  const ended = await play.stage.mesh?.consent(url, device).catch(String);
  play.books.tell(who, step, `delegates: ${ended}`);
  await confirm(play, who, step, partnerId);
}

/** Stands behind the consent that is parked, where one is. */
async function confirm(play: Play, who: Actor, step: Step, partnerId: string): Promise<void> {
  const { books } = play;
  const partner = `/assist/partners/${partnerId}`;
  const awaited = await play.stage.ask(who, step.which, 'GET', `${partner}/awaitedConsent()`);
  if (awaited?.json?.status !== 'parked') return;
  const body = { accountId: awaited.json.accountId };
  const tells = 'CompleteOnboarding RemoteAssistancePartner';
  const sent = books.next();
  const reply = await written(play, who, step, { method: 'POST', path: `${partner}/confirmConsent`, tells, body });
  const email: string | null = awaited.json.accountEmail;
  if (reply?.status === 204 && email !== null) books.connected.push({ email, partnerId, sent });
}
