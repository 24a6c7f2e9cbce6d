import { waitFor } from './wait-for.ts';

/**
 * Waits until a service says that it is ready. It is asked forty times a second: asking more often would take the processor from the one
 * that starts.
 * @param ended what it said, once it has ended
 */
export async function readyAt(origin: string, ended: () => string | undefined): Promise<void> {
  const isReady = async () => {
    const said = ended();
    if (said !== undefined) throw new Error(`assistd serve ended: ${said}`);
    return (await fetch(`${origin}/health/ready`).catch(() => undefined))?.status === 200;
  };
  await waitFor('assistd serve to be ready', isReady, undefined, 25);
}
