import { useEffect } from 'react';

/** The list of devices as it was seen last in this tab, as far as it was read. */
export interface SeenList {
  /** The list's own address: its filters and order. */
  readonly href: string;
  readonly ids: readonly string[];
}

const key = 'assistd.deviceList';

/** Remembers the list, for who goes on from the page of one of its devices. */
export function useSeenList(href: string, rows: readonly { readonly id: string }[] | undefined): void {
  const ids = rows?.map(({ id }) => id).join(' ');
  useEffect(() => {
    if (ids !== undefined) sessionStorage.setItem(key, JSON.stringify({ href, ids: ids.split(' ') }));
  }, [href, ids]);
}

/** `undefined` where there is none that can be believed. */
export function seenList(): SeenList | undefined {
  try {
    const { href, ids } = JSON.parse(sessionStorage.getItem(key) ?? 'null') ?? {};
    const whole = typeof href === 'string' && Array.isArray(ids) && ids.every((id) => typeof id === 'string');
    return whole && (href === '/devices' || href.startsWith('/devices?')) ? { href, ids } : undefined;
  } catch {
    return undefined;
  }
}
