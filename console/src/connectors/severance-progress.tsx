import { ProgressBar, Text } from '@fluentui/react-components';
import { at } from '../../../src/client/address.ts';
import { type Severance, severancesPath } from '../../../src/client/resources.ts';
import { Failure } from '../elements/failure/failure.tsx';
import { useText } from '../text/text.tsx';
import { soon, useAnswer } from '../wire/queries.ts';

/** How far a severance is: of all the grants that it has taken, how many the partner has proven to be revoked. */
export function SeveranceProgress({ id }: { readonly id: string }) {
  const { connectors: text } = useText();
  const { data, error, refetch } = useAnswer<Severance>(at(severancesPath, id), {
    every: (last) => (last?.isDone ? false : soon),
  });
  if (error && !data) return <Failure error={error} retry={() => void refetch()} />;
  if (!data) return null;
  const { total, proven, waiting, failing, unconfirmed, walkedDateTime, isDone } = data;
  return (
    <div role="status">
      <ProgressBar
        aria-label={text.progress}
        value={total === 0 ? (isDone ? 1 : 0) : (proven + unconfirmed) / total}
        color={unconfirmed > 0 || failing > 0 ? 'warning' : isDone ? 'success' : 'brand'}
      />
      <Text>{text.proven(proven, total)}</Text> {waiting > 0 && <Text>{text.waiting(waiting)} </Text>}
      {failing > 0 && <Text>{text.failing(failing)} </Text>}
      {unconfirmed > 0 && <Text weight="semibold">{text.unconfirmed(unconfirmed)} </Text>}
      {walkedDateTime === null && <Text>{text.walking} </Text>}
      {isDone && unconfirmed === 0 && <Text weight="semibold">{text.done}</Text>}
    </div>
  );
}
