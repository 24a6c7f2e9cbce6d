// What `import { start } from 'assistd'` leads to: an older Node is told so before it reads what it does not understand.
import { demandNode } from '../node-version.js';

demandNode();

export const { start } = await import('./start.ts');
