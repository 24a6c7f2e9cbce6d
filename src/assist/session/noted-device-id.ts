/**
 * The id of a device at a partner, as an administrator noted it on the device: a line `AnyDesk: 123 456 789`, with the name of the connector.
 * Products show such ids in groups of digits, so blanks in it mean nothing.
 */
export function notedDeviceId(notes: string | null | undefined, connector: string): string | null {
  for (const line of (notes ?? '').split(/\r\n|[\n\r]/)) {
    const [name = '', ...rest] = line.split(':');
    if (name.trim().toLowerCase() !== connector.toLowerCase()) continue;
    const id = rest.join(':').replaceAll(/\s/g, '');
    if (id !== '') return id;
  }
  return null;
}
