import { createContext } from 'react';

/** Whether there is room for nothing but what stands in a line: in the cells of a list, and beside the title of a page. */
export const Crowded = createContext(false);

/** Where a failure stands whose button has no room for it: below the title of the page. */
export const Below = createContext<HTMLElement | null>(null);
