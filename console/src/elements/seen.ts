import { useSyncExternalStore } from 'react';

const key = 'assistd.seen';
const kept = 500;
const changed = new EventTarget();

/** What somebody has looked at in this browser, by its id: it does not ask for attention again here. */
export function useSeen(): ReadonlySet<string> {
  const stored = useSyncExternalStore(
    (notify) => {
      changed.addEventListener('change', notify);
      addEventListener('storage', notify);
      return () => {
        changed.removeEventListener('change', notify);
        removeEventListener('storage', notify);
      };
    },
    () => localStorage.getItem(key) ?? '',
  );
  return new Set(stored.split(' '));
}

export function markSeen(ids: readonly string[]): void {
  const before = (localStorage.getItem(key) ?? '').split(' ').filter(Boolean);
  const added = ids.filter((id) => !before.includes(id));
  if (added.length === 0) return;
  localStorage.setItem(key, [...before, ...added].slice(-kept).join(' '));
  changed.dispatchEvent(new Event('change'));
}
