import { useQueries } from '@tanstack/react-query';
import { useCallback } from 'react';
import { at } from '../../../src/client/address.ts';
import { literal } from '../../../src/client/expression.ts';
import { auditEventsPath, type Value } from '../../../src/client/resources.ts';
import { Choice } from '../elements/form/choice.tsx';
import { FilterBar } from '../elements/list/filter-bar.tsx';
import { TypedSearch } from '../elements/list/typed-search.tsx';
import { useText } from '../text/text.tsx';
import { useGraph } from '../wire/graph.ts';
import { useAnswer } from '../wire/queries.ts';
import { activityName } from './activity-name.ts';
import type { AuditFilter } from './audit-filter.ts';
import { TimeRange } from './time-range.tsx';

export function AuditFilters({
  filter,
  set,
}: {
  readonly filter: AuditFilter;
  readonly set: (changes: Partial<AuditFilter>) => void;
}) {
  const { audit: text, general } = useText();
  const kinds = useKinds();
  const findPerson = useCallback((person: string) => set({ person }), [set]);
  const findDevice = useCallback((device: string) => set({ device }), [set]);
  return (
    <FilterBar active={Object.values(filter).filter((value) => value !== '').length}>
      <TimeRange filter={filter} set={set} />
      <TypedSearch label={text.person} value={filter.person} search={findPerson} />
      <TypedSearch label={text.about} value={filter.device} search={findDevice} />
      <Choice
        label={text.kind}
        all={general.all}
        value={filter.kind}
        options={kinds.map((kind) => [kind, activityName(text, kind) ?? kind])}
        choose={(kind) => set({ kind })}
      />
      <Choice
        label={text.result}
        all={general.all}
        value={filter.result}
        options={Object.entries(text.results)}
        choose={(result) => set({ result })}
      />
    </FilterBar>
  );
}

/** The kinds of events, as the service lists them: by category. */
function useKinds(): readonly string[] {
  const graph = useGraph();
  const categories = useAnswer<Value<readonly string[]>>(`${auditEventsPath}/getAuditCategories()`);
  const kinds = useQueries({
    queries: (categories.data?.value ?? []).map((category) => {
      const list = at(auditEventsPath, `getAuditActivityTypes(category=${literal(category)})`);
      return { queryKey: ['get', list], queryFn: () => graph.get<Value<readonly string[]>>(list) };
    }),
  });
  return kinds.flatMap(({ data }) => data?.value ?? []).sort();
}
