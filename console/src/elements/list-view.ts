import { useSyncExternalStore } from 'react';
import { useMe } from '../wire/me.ts';

/** How a person wants to see a list. */
export interface ListView {
  /** Names of the columns that are not shown. */
  readonly hidden: readonly string[];
  readonly density: 'comfortable' | 'compact';
}

/** Tells this tab of what it changed; the others are told by the browser. */
export const changed = new EventTarget();

/** How the person who is signed in wants to see the list of that name; remembered in this browser. */
export function useListView(name: string): readonly [ListView, (view: ListView) => void] {
  const key = `assistd.list.${useMe().data?.userPrincipalName ?? ''}.${name}`;
  const stored = useSyncExternalStore(subscribe, () => localStorage.getItem(key));
  const change = (view: ListView) => {
    localStorage.setItem(key, JSON.stringify(view));
    changed.dispatchEvent(new Event('change'));
  };
  return [read(stored), change];
}

export function subscribe(notify: () => void): () => void {
  changed.addEventListener('change', notify);
  addEventListener('storage', notify);
  return () => {
    changed.removeEventListener('change', notify);
    removeEventListener('storage', notify);
  };
}

function read(stored: string | null): ListView {
  return listViewOf(parsed(stored));
}

/** What of it can be believed. */
export function listViewOf(value: unknown): ListView {
  const { hidden, density } = (value ?? {}) as { readonly hidden?: unknown; readonly density?: unknown };
  return {
    hidden: Array.isArray(hidden) ? hidden.filter((name) => typeof name === 'string') : [],
    density: density === 'compact' ? 'compact' : 'comfortable',
  };
}

/** What another release or a hand left there is not believed. */
export function parsed(stored: string | null): unknown {
  try {
    return JSON.parse(stored ?? 'null');
  } catch {
    return undefined;
  }
}
