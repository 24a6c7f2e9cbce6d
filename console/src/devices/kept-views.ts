import { keep, useKeptJson } from '../elements/browser/kept.ts';
import { type ListView, listViewOf } from '../elements/list/list-view.ts';
import { useMe } from '../wire/me.ts';
import { deviceFilterNames } from './device-filter.ts';

/** A way to see the list that somebody gave a name: filters and order as the address has them, columns and density. */
export interface KeptView {
  readonly name: string;
  /** `os=macOS&sort=…`, without what the list does not know. */
  readonly search: string;
  readonly view: ListView;
}

/** The views that the person who is signed in has named, by name; kept in this browser. */
export function useKeptViews(): readonly [readonly KeptView[], (views: readonly KeptView[]) => void] {
  const key = `assistd.views.${useMe().data?.userPrincipalName ?? ''}.devices`;
  const change = (views: readonly KeptView[]) => {
    const sorted = [...views].sort((one, other) => one.name.localeCompare(other.name));
    keep(key, JSON.stringify(sorted));
  };
  return [believed(useKeptJson(key)), change];
}

/** What of an address makes a view. */
export function viewSearch(search: string): string {
  const given = new URLSearchParams(search);
  const known = [...deviceFilterNames, 'sort'].flatMap((name) => {
    const value = given.get(name);
    return value ? [[name, value]] : [];
  });
  return new URLSearchParams(known).toString();
}

/** What another release or a hand left there is not believed; one name stands once. */
function believed(stored: unknown): readonly KeptView[] {
  if (!Array.isArray(stored)) return [];
  const views = stored.flatMap((each: unknown): readonly KeptView[] => {
    const { name, search, view } = (each ?? {}) as Partial<Record<keyof KeptView, unknown>>;
    if (typeof name !== 'string' || name.trim() === '' || typeof search !== 'string') return [];
    return [{ name: name.slice(0, 60), search: viewSearch(search), view: listViewOf(view) }];
  });
  return [...new Map(views.map((each) => [each.name, each])).values()];
}
