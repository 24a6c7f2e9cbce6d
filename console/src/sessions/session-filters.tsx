import { useCallback } from 'react';
import { Choice } from '../elements/form/choice.tsx';
import { DateField } from '../elements/form/date-field.tsx';
import { FilterBar } from '../elements/list/filter-bar.tsx';
import { TypedSearch } from '../elements/list/typed-search.tsx';
import { useText } from '../text/text.tsx';
import type { SessionFilter } from './session-filter.ts';
import { sessionStates } from './session-states.ts';

export function SessionFilters({
  filter,
  set,
}: {
  readonly filter: SessionFilter;
  readonly set: (changes: Partial<SessionFilter>) => void;
}) {
  const { sessions: text, general } = useText();
  const findDevice = useCallback((device: string) => set({ device }), [set]);
  const findUser = useCallback((user: string) => set({ user }), [set]);
  const findSupporter = useCallback((supporter: string) => set({ supporter }), [set]);
  return (
    <FilterBar active={Object.values(filter).filter((value) => value !== '').length}>
      <Choice
        label={text.view}
        all={text.views.everybody}
        value={filter.view}
        options={[
          ['inside', text.views.inside],
          ['unreported', text.views.unreported],
          ['mine', text.views.mine],
        ]}
        choose={(view) => set({ view })}
      />
      <Choice
        label={text.statusLabel}
        all={general.all}
        value={filter.status}
        options={sessionStates.map((state) => [state, text.status[state]])}
        choose={(status) => set({ status })}
      />
      <TypedSearch label={text.device} value={filter.device} search={findDevice} />
      <TypedSearch label={text.helped} value={filter.user} search={findUser} />
      <TypedSearch label={text.supporter} value={filter.supporter} search={findSupporter} />
      <DateField label={general.from} value={filter.from} choose={(from) => set({ from })} />
      <DateField label={general.to} value={filter.to} choose={(to) => set({ to })} />
    </FilterBar>
  );
}
