/** Whether these lines start the service that the others of the page are for. */
export const isStart = (code: string): boolean => /^(npx --no )?assistd dev\b/.test(code);

/**
 * What a reader pastes into the second shell, as one script: signed in, as docs/guide/README.md says.
 * @param origin where the service is that the page calls http://localhost:8400
 */
export function scriptOf(codes: readonly string[], origin: string): string {
  const script = codes.filter((code) => !isStart(code)).join('\n');
  const signedIn = script.includes('assistd login') ? '' : 'assistd login --dev\n';
  return signedIn + script.replaceAll('http://localhost:8400', origin);
}
