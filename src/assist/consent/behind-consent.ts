import { createHash } from 'node:crypto';
import { canonicalId } from '../../core/guid.ts';
import type { PartnerAccount } from '../../partner/granted.ts';
import { keepableText } from '../../partner/keepable-text.ts';
import type { OnboardingTable } from '../../store/schema/connection.ts';
import type { Assist } from '../assist.ts';

/** The SHA-256 of the secret that a browser keeps: all that is stored of it, and shown to a page. */
export function hashOfBrowser(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}

/** Whether a consent comes back with the browser that went on to the partner. */
export function isSameBrowser(assist: Assist, onboarding: OnboardingTable, secret: string | undefined): boolean {
  if (assist.consentConfirmation === 'none') return true;
  return secret !== undefined && onboarding.browser_hash === hashOfBrowser(secret);
}

/** Whether a consent counts only when a caller has confirmed its account. */
export function isToPark(assist: Assist, { confirmed_by }: Pick<OnboardingTable, 'confirmed_by'>): boolean {
  return assist.consentConfirmation !== 'none' && confirmed_by === null;
}

/** A person or an application that was kept as JSON, by its name. */
export function nameOf(kept: string | null): string | undefined {
  if (kept === null) return undefined;
  const { userPrincipalName, subject } = JSON.parse(kept) as { userPrincipalName?: string; subject?: string };
  return userPrincipalName ?? subject;
}

/** Whether it is this person, application or client that was kept as JSON; an older release kept GUIDs as their issuer wrote them. */
export function isBehind(id: string, kept: string | null): boolean {
  if (kept === null) return false;
  const { subject = '', applicationId = '' } = JSON.parse(kept) as { subject?: string; applicationId?: string };
  return [subject, applicationId].some((each) => canonicalId(each) === id);
}

/** An account at the partner, by its name. */
export function accountName(account: PartnerAccount | undefined): string | undefined {
  return account?.email ?? account?.name;
}

/** An account with what can be kept of it; `undefined` where not even its id can be, by which somebody would have to confirm it. */
export function keepableAccount({ id, ...names }: PartnerAccount): PartnerAccount | undefined {
  if (id === '' || keepableText(id) !== id) return undefined;
  const kept = Object.entries(names).map(([key, name]) => [key, keepableText(name)]);
  return { id, ...Object.fromEntries(kept.filter(([, name]) => name !== '')) };
}
