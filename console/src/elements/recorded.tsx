import { Fragment } from 'react';
import { Instant } from './instant.tsx';

const dateTime = /(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)/;

/** A sentence as the service recorded it, with the points in time in it as the reader writes them. */
export function Recorded({ children }: { readonly children: string }) {
  // What the pattern catches stands at every second place.
  return children.split(dateTime).map((part, place) => {
    const key = `${place} ${part}`;
    return place % 2 === 1 ? <Instant key={key} iso={part} exact /> : <Fragment key={key}>{part}</Fragment>;
  });
}
