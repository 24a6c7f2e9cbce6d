/** A device that was looked at. */
export interface Recent {
  readonly id: string;
  readonly name: string;
}

const key = 'assistd.recentDevices';
const most = 8;

/** The devices that were looked at last in this tab, the newest first. */
export function recentDevices(): readonly Recent[] {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '[]');
    return Array.isArray(kept) ? kept.filter(isRecent) : [];
  } catch {
    return [];
  }
}

export function remember(device: Recent): void {
  const others = recentDevices().filter(({ id }) => id !== device.id);
  sessionStorage.setItem(key, JSON.stringify([device, ...others].slice(0, most)));
}

function isRecent(value: unknown): value is Recent {
  const { id, name } = (value ?? {}) as Partial<Recent>;
  return typeof id === 'string' && typeof name === 'string';
}
