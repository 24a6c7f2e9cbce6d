// What `import { start } from 'assistd'` leads to: an older Node is told so before it reads what it does not understand.
import { demandNode } from '../node-version.js';

demandNode();

/**
 * Loaded when it is called: `require('assistd')` cannot wait for what a module awaits.
 *
 * @type {typeof import('./start.ts').start}
 */
export const start = async (options) => (await import('./start.ts')).start(options);
