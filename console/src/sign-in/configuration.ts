/** What `/console/config.json` says. */
export interface Configuration {
  readonly version: string;
  /** `null` while the service has no client id for the console. */
  readonly signIn: {
    readonly authority: string;
    readonly clientId: string;
    readonly scopes: readonly string[];
    readonly audience?: string;
  } | null;
}

export async function loadConfiguration(): Promise<Configuration> {
  const response = await fetch('/console/config.json', { cache: 'no-store' });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return (await response.json()) as Configuration;
}
