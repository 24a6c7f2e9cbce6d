import type { Command } from './command.ts';
import { dev } from './dev.ts';
import { serve } from './serve.ts';

/** Every command, in the order of help. */
export const commands: readonly Command[] = [dev, serve];
