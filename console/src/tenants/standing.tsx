import { Badge, makeStyles } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { at } from '../../../src/client/address.ts';
import { type TenantStanding, tenantsPath } from '../../../src/client/resources.ts';
import { Name } from '../elements/value/name.tsx';
import { stateColours } from '../partners/partner-states.ts';
import { useFormat, useText } from '../text/text.tsx';
import { nowAndThen, useAnswer } from '../wire/queries.ts';

// As high as what it says: a name may take two lines.
const useStyles = makeStyles({ badge: { display: 'inline-block', height: 'auto', '& span': { display: 'inline' } } });

/** How an organisation stands: asked for once, however many show a part of it. */
export function useStanding(id: string) {
  return useAnswer<TenantStanding>(at(tenantsPath, id, 'standing()'), { every: nowAndThen });
}

/** A part of how an organisation stands, in a list of organisations. */
export function Standing({
  id,
  part,
}: {
  readonly id: string;
  readonly part: (standing: TenantStanding) => ReactNode;
}) {
  const { general } = useText();
  const { data, error } = useStanding(id);
  if (data) return part(data);
  return error ? general.unknown : '…';
}

/** The partners of an organisation, each with its state. */
export function PartnerStates({ partners }: Pick<TenantStanding, 'partners'>) {
  const { partners: text, general } = useText();
  const styles = useStyles();
  if (partners.length === 0) return general.none;
  return partners.map(({ displayName, onboardingStatus }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: two partners may have one name, and their order is fixed.
    <span key={index}>
      {index > 0 && ' '}
      <Badge appearance="tint" className={styles.badge} color={stateColours[onboardingStatus]}>
        <Name>{displayName}</Name>: {text.status[onboardingStatus]}
      </Badge>
    </span>
  ));
}

/** How much is owed; red where it is owed for too long. */
export function Owed({ owed, overdue }: Pick<TenantStanding, 'owed' | 'overdue'>) {
  const { overview: text } = useText();
  const format = useFormat();
  if (owed === 0) return format.number(0);
  return (
    <Badge appearance="tint" color={overdue > 0 ? 'danger' : 'warning'}>
      {format.number(owed)}
      {overdue > 0 && ` · ${text.overdue}`}
    </Badge>
  );
}
