import { useEffect } from 'react';

/** The list of devices as it was seen last in this tab, as far as it was read. */
export interface SeenList {
  /** The list's own address: its filters and order. */
  readonly href: string;
  readonly ids: readonly string[];
  /** How many there are, where that is known; more than the ids while the list was not scrolled to its end. */
  readonly total: number | undefined;
}

/** Some 800 KB: what a tab may keep ends at 5 MB. */
const most = 20_000;

const key = 'assistd.deviceList';

/** Remembers the list, for who goes on from the page of one of its devices. */
export function useSeenList(
  href: string,
  rows: readonly { readonly id: string }[] | undefined,
  total: number | undefined,
): void {
  const ids = rows
    ?.slice(0, most)
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    if (ids !== undefined) sessionStorage.setItem(key, JSON.stringify({ href, ids: ids.split(' '), total }));
  }, [href, ids, total]);
}

/** `undefined` where there is none that can be believed. */
export function seenList(): SeenList | undefined {
  try {
    const { href, ids, total } = JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? {};
    const counted = Number.isSafeInteger(total) && total >= ids?.length ? total : undefined;
    const whole = typeof href === 'string' && Array.isArray(ids) && ids.every((id) => typeof id === 'string');
    return whole && (href === '/devices' || href.startsWith('/devices?')) ? { href, ids, total: counted } : undefined;
  } catch {
    return undefined;
  }
}
