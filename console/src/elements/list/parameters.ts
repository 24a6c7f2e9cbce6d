import { useSearchParams } from 'wouter';

/** What the address bar holds of a page's filters. An empty value is left out, and a change does not add to the history. */
export function useParameters<const Name extends string>(names: readonly Name[]) {
  const [search, setSearch] = useSearchParams();
  const values = Object.fromEntries(names.map((name) => [name, search.get(name) ?? ''])) as Record<Name, string>;
  const set = (changes: Partial<Record<Name, string>>, { push = false } = {}) =>
    setSearch(
      (previous) => {
        const next = new URLSearchParams(previous);
        for (const [name, value] of Object.entries<string | undefined>(changes)) {
          if (value) next.set(name, value);
          else next.delete(name);
        }
        return next;
      },
      { replace: !push },
    );
  return [values, set] as const;
}
