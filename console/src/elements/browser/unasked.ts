let isMeant = false;

/** From now on the page is left without a question: whoever has signed out is not held up by what is under way. */
export function leaveUnasked(): void {
  isMeant = true;
}

/** Whether the page may ask before it is left. */
export function mayAsk(): boolean {
  return !isMeant;
}
