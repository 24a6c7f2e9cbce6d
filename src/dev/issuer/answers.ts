import type { Answer } from '../../http/exchange.ts';

export function json(status: number, body: unknown): Answer {
  return { status, headers: headers('application/json'), body: JSON.stringify(body) };
}

/** A page for people; no other page may frame it, so that nobody is made to press a button of it unseen. */
export function page(status: number, html: string, more: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers: { ...headers('text/html'), 'X-Frame-Options': 'DENY', ...more }, body: html };
}

export function redirect(location: string, more: Readonly<Record<string, string>> = {}): Answer {
  return { status: 303, headers: { 'Cache-Control': 'no-store', Location: location, ...more }, body: undefined };
}

function headers(type: string) {
  return { 'Content-Type': `${type}; charset=utf-8`, 'Cache-Control': 'no-store', 'X-Content-Type-Options': 'nosniff' };
}
