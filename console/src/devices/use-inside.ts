import { address } from '../../../src/client/address.ts';
import { type Page, type Session, sessionsPath } from '../../../src/client/resources.ts';
import { nowAndThen, useAnswer } from '../wire/queries.ts';

/** As many ids as an address holds everywhere: some proxies end at 8 KB. */
const most = 100;

/** The devices with an open session, while `asked`: those of the newest sessions, and whether there are more. */
export function useInside(asked: boolean) {
  const { data, error, refetch } = useAnswer<Page<Session>>(
    address(sessionsPath, {
      $filter: "status eq 'open'",
      $orderby: 'requestedDateTime desc',
      $select: 'id,deviceId',
      $top: most,
      $count: true,
    }),
    { enabled: asked, every: nowAndThen },
  );
  const ids = [...new Set(data?.value.flatMap(({ deviceId }) => deviceId ?? []) ?? [])].sort();
  return {
    ids,
    waiting: asked && !data && !error,
    error: asked && !data ? error : null,
    retry: () => void refetch(),
    more: asked && (data?.['@odata.count'] ?? 0) > most ? most : undefined,
  };
}
