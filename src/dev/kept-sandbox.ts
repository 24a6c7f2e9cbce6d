import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readIfThere } from '../core/private-file.ts';
import { Secret } from '../core/secret.ts';
import { KeptFile } from './kept-file.ts';
import type { Played } from './sandbox/played.ts';
import { type Sandbox, type SandboxOptions, type SandboxSnapshot, startSandbox } from './sandbox/sandbox.ts';

interface Kept {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly snapshot?: SandboxSnapshot;
}

/**
 * Starts the sandbox TeamViewer. With a folder it goes on from what it last answered there, as a real partner would, whether the
 * process was stopped or killed.
 * @param owner disposes of it
 */
export async function startKeptSandbox(
  owner: AsyncDisposableStack,
  folder: string | undefined,
  options: Pick<SandboxOptions, 'clock' | 'port'> & Played,
): Promise<Sandbox> {
  if (folder === undefined) return owner.use(await startSandbox(options));
  const file = join(folder, 'sandbox.json');
  const { clientId, clientSecret, snapshot } = readState(file);
  const kept = owner.use(
    new KeptFile(file, () => JSON.stringify({ clientId, clientSecret, snapshot: sandbox.snapshot() } satisfies Kept)),
  );
  // What it goes on from is written already, and a write waits for the disk.
  let isBegun = false;
  const sandbox = owner.use(
    await startSandbox({
      ...options,
      clientId,
      clientSecret: new Secret(clientSecret),
      onChange: () => {
        if (isBegun) kept.touch();
      },
    }),
  );
  if (snapshot) sandbox.restore(snapshot);
  isBegun = true;
  if (!snapshot) kept.touch();
  return sandbox;
}

/** @throws Error naming the file, when it cannot be read as what was written there. */
function readState(file: string): Kept {
  const text = readIfThere(file);
  if (text === undefined) {
    return { clientId: `dev-${randomBytes(8).toString('hex')}`, clientSecret: randomBytes(24).toString('base64url') };
  }
  try {
    const { clientId, clientSecret, snapshot } = JSON.parse(text) as Partial<Kept>;
    if (clientId && clientSecret) return { clientId, clientSecret, ...(snapshot && { snapshot }) };
  } catch {
    // What is said below holds for it as well.
  }
  throw new Error(`${file} must hold what the sandbox TeamViewer knew; remove it and the database to begin anew`);
}
