import { type ReactNode, useCallback } from 'react';
import { Choice } from '../elements/form/choice.tsx';
import { DateField } from '../elements/form/date-field.tsx';
import { FilterBar } from '../elements/list/filter-bar.tsx';
import { TypedSearch } from '../elements/list/typed-search.tsx';
import { useText } from '../text/text.tsx';
import type { DeviceFilter } from './device-filter.ts';
import { complianceStates, operatingSystems } from './device-values.ts';

/** What the list of devices is filtered by. */
export function DeviceFilters({
  filter,
  set,
  count,
}: {
  readonly filter: DeviceFilter;
  readonly count: ReactNode;
  readonly set: (changes: Partial<DeviceFilter>) => void;
}) {
  const { devices: text, general } = useText();
  const find = useCallback((q: string) => set({ q }), [set]);
  const findManufacturer = useCallback((manufacturer: string) => set({ manufacturer }), [set]);
  return (
    <FilterBar
      search={<TypedSearch label={text.search} value={filter.q} search={find} />}
      count={count}
      active={Object.entries(filter).filter(([name, value]) => name !== 'q' && value !== '').length}
    >
      <Choice
        label={text.operatingSystem}
        all={general.all}
        value={filter.os}
        options={operatingSystems.map((name) => [name, name])}
        choose={(os) => set({ os })}
      />
      <Choice
        label={text.compliance}
        all={general.all}
        value={filter.compliance}
        options={complianceStates.map((state) => [state, text.complianceStates[state]])}
        choose={(compliance) => set({ compliance })}
      />
      <TypedSearch plain label={text.manufacturer} value={filter.manufacturer} search={findManufacturer} />
      <Choice
        label={text.session}
        all={general.all}
        value={filter.session}
        options={[['open', text.sessionOpen]]}
        choose={(session) => set({ session })}
      />
      <DateField label={text.notSeen} value={filter.notSeen} choose={(notSeen) => set({ notSeen })} />
    </FilterBar>
  );
}
