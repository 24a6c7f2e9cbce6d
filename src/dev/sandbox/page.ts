import { type Html, html, page } from '../../core/html.ts';
import type { Reply } from './exchange.ts';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}
button,input{font:inherit;padding:.25rem .75rem;margin:.25rem .5rem .25rem 0}:root{color-scheme:light dark}`;

/** A whole page. Its forms are sent to the sandbox, which redirects to wherever the client is. */
export function sandboxPage(status: number, title: string, body: Html): Reply {
  const content = html`<h1>${title}</h1>
${body}
<p><small>This is assistd's sandbox, a TeamViewer for tests on this machine. Nothing here reaches TeamViewer.</small></p>`;
  return { status, ...page({ title: `${title} · Sandbox TeamViewer`, style, body: content, formAction: '*' }) };
}
