import { createContext } from 'react';

/** Whether there is room for nothing but what stands in a line: in the cells of a list, and beside the title of a page. */
export const Crowded = createContext(false);
