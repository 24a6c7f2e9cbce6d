/** Whether a sign-in is Entra's own: its hosts vouch for one another; any other authority is taken at its own word. */
export function isMicrosoft(authority: string): boolean {
  return /^https:\/\/login\.(microsoftonline\.(com|us)|partner\.microsoftonline\.cn|chinacloudapi\.cn)(\/|$)/.test(
    authority,
  );
}
