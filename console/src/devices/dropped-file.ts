import { useEffect, useEffectEvent, useState } from 'react';

/**
 * Takes the file that is dropped anywhere on the page. Without `take` it is dropped to no avail; the browser must not open it in place of
 * the console.
 *
 * @returns whether a file is held over the page
 */
export function useDroppedFile(take: ((file: File) => void) | undefined): boolean {
  const [over, setOver] = useState(false);
  const dropped = useEffectEvent((file: File) => take?.(file));
  useEffect(() => {
    const listening = new AbortController();
    const { signal } = listening;
    const held = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const drop = (event: DragEvent) => {
      const [file] = event.dataTransfer?.files ?? [];
      setOver(false);
      if (!file) return;
      event.preventDefault();
      dropped(file);
    };
    const left = ({ relatedTarget }: DragEvent) => relatedTarget === null && setOver(false);
    addEventListener('dragover', held, { signal });
    addEventListener('dragleave', left, { signal });
    addEventListener('drop', drop, { signal });
    return () => listening.abort();
  }, []);
  return over && take !== undefined;
}
