import { Fragment } from 'react';
import { useRecorded, useSpoken } from '../../text/text.tsx';
import { Instant } from './instant.tsx';
import { Name } from './name.tsx';

/** What the service has recorded, in the reader's language, with the points in time in it as the reader writes them; the words of others as a quotation. */
export function Recorded({ children }: { readonly children: string }) {
  const { recorded } = useSpoken();
  return recorded(children).map((part, place) => {
    const key = `${place} ${JSON.stringify(part)}`;
    if (typeof part === 'string') return <Fragment key={key}>{part}</Fragment>;
    if ('instant' in part) return <Instant key={key} iso={part.instant} exact />;
    return (
      <q key={key} lang="en">
        {part.quoted}
      </q>
    );
  });
}

/** The same as short as a line can be. */
export function RecordedName({ children }: { readonly children: string }) {
  return <Name>{useRecorded()(children)}</Name>;
}
