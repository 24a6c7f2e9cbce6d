/** By how much the service's clock is ahead of the browser's, in milliseconds. */
let ahead = 0;

/** What the seconds of a header and the way of an answer can make: less is no difference of clocks. */
const blur = 5000;

/** Takes the time from an answer of the service (`Date`: RFC 9110, section 6.6.1). */
export function hearTime(headers: Headers): void {
  const said = Date.parse(headers.get('Date') ?? '');
  if (Number.isNaN(said)) return;
  const difference = said - Date.now();
  ahead = Math.abs(difference) < blur ? 0 : difference;
}

/** Now, as the service sees it: its points in time are held against this, whatever clock the browser has. */
export function serviceNow(): number {
  return Date.now() + ahead;
}
