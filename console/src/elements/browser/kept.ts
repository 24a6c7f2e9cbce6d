import { useSyncExternalStore } from 'react';

/** Tells this tab of what it changed; the others are told by the browser. */
const changed = new EventTarget();

/** What this browser keeps under a key; nothing where it keeps nothing for the page, by its settings. */
export function kept(key: string): string | null {
  try {
    return localStorage.getItem(key);
  } catch {
    return null;
  }
}

/** Keeps a value for the next visit, where the browser does. */
export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // It counts until the page is left.
  }
  changed.dispatchEvent(new Event('change'));
}

/** The same as `kept`, whenever it changes. */
export function useKept(key: string): string | null {
  return useSyncExternalStore(subscribe, () => kept(key));
}

/** The value of what is kept as JSON. What another release or a hand left there may be anything. */
export function useKeptJson(key: string): unknown {
  const stored = useKept(key);
  try {
    return JSON.parse(stored ?? 'null');
  } catch {
    return undefined;
  }
}

function subscribe(notify: () => void): () => void {
  changed.addEventListener('change', notify);
  addEventListener('storage', notify);
  return () => {
    changed.removeEventListener('change', notify);
    removeEventListener('storage', notify);
  };
}
