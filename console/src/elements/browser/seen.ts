import { keep, kept, useKept } from './kept.ts';

const key = 'assistd.seen';
const mostKept = 500;

/** What somebody has looked at in this browser, by its id: it does not ask for attention again here. */
export function useSeen(): ReadonlySet<string> {
  return new Set((useKept(key) ?? '').split(' '));
}

export function markSeen(ids: readonly string[]): void {
  const before = (kept(key) ?? '').split(' ').filter(Boolean);
  const added = ids.filter((id) => !before.includes(id));
  if (added.length > 0) keep(key, [...before, ...added].slice(-mostKept).join(' '));
}
