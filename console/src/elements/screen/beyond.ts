import { type RefObject, useEffect, useLayoutEffect, useState } from 'react';

/** The attribute of a child that does not stand on the first line of its parent. */
export const beyond = 'data-beyond';

/** Marks the children of an element that there is no room for on its first line. @returns whether there are such */
export function useBeyond(ref: RefObject<HTMLElement | null>): boolean {
  const [some, setSome] = useState(false);
  useLayoutEffect(() => setSome(mark(ref.current)));
  useEffect(() => {
    const element = ref.current;
    if (!element) return undefined;
    const watching = new ResizeObserver(() => setSome(mark(element)));
    // A field gets wider when its choices are there.
    for (const each of [element, ...element.children]) watching.observe(each);
    return () => watching.disconnect();
  }, [ref]);
  return some;
}

/** In pixels: less is of no use to a child. */
const leastWidth = 96;

function mark(element: HTMLElement | null): boolean {
  const children = [...(element?.children ?? [])].filter((child) => child instanceof HTMLElement);
  const [first] = children;
  if (!element || !first || first.offsetParent === null) return false;
  const end = element.clientWidth < leastWidth ? 0 : first.offsetTop + first.offsetHeight;
  for (const child of children) child.toggleAttribute(beyond, child.offsetTop >= end);
  return children.some((child) => child.hasAttribute(beyond));
}
