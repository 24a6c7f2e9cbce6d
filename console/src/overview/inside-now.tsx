import { address } from '../../../src/client/address.ts';
import { sessionsPath } from '../../../src/client/resources.ts';
import { somebodyInside } from '../sessions/help.ts';
import { useText } from '../text/text.tsx';
import { useCount } from '../wire/queries.ts';
import { Figure } from './figure.tsx';

/** In how many sessions somebody is at this moment. */
export function InsideNow() {
  const { overview: text } = useText();
  const inside = useCount(address(`${sessionsPath}/$count`, { $filter: somebodyInside }));
  return <Figure title={text.inside} answer={inside} href="/sessions?view=inside" />;
}
