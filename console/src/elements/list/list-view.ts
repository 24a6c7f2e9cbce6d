import { useMe } from '../../wire/me.ts';
import { keep, useKeptJson } from '../browser/kept.ts';

/** How a person wants to see a list. */
export interface ListView {
  /** Names of the columns that are not shown. */
  readonly hidden: readonly string[];
  readonly density: 'comfortable' | 'compact';
}

/** How the person who is signed in wants to see the list of that name; remembered in this browser. */
export function useListView(name: string): readonly [ListView, (view: ListView) => void] {
  const key = `assistd.list.${useMe().data?.userPrincipalName ?? ''}.${name}`;
  return [listViewOf(useKeptJson(key)), (view) => keep(key, JSON.stringify(view))];
}

/** What of it can be believed. */
export function listViewOf(value: unknown): ListView {
  const { hidden, density } = (value ?? {}) as { readonly hidden?: unknown; readonly density?: unknown };
  return {
    hidden: Array.isArray(hidden) ? hidden.filter((name) => typeof name === 'string') : [],
    density: density === 'compact' ? 'compact' : 'comfortable',
  };
}
