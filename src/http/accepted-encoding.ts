/** Whether an `Accept-Encoding` takes a coding: a quality of 0 says that it does not (RFC 9110, sections 12.4.2 and 12.5.3). */
export function takesEncoding(accepted: string | undefined, coding: string): boolean {
  for (const item of accepted?.split(',') ?? []) {
    const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase());
    if (name === coding) return !parameters.some((parameter) => /^q\s*=\s*0(\.0*)?$/.test(parameter));
  }
  return false;
}
