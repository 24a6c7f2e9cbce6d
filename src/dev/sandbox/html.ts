import type { Reply } from './exchange.ts';

/** Text that is HTML already; everything else is escaped when it is put into {@link html}. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

export function html(parts: TemplateStringsArray, ...values: readonly (string | Html | readonly Html[])[]): Html {
  const texts = values.map((value) => {
    if (value instanceof Html) return value.text;
    return typeof value === 'string' ? escaped(value) : value.map((item) => item.text).join('');
  });
  return new Html(String.raw({ raw: parts }, ...texts));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:64rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25rem .75rem .25rem 0;border-bottom:1px solid #8884}
button,input{font:inherit;padding:.25rem .75rem;margin:.25rem .5rem .25rem 0}:root{color-scheme:light dark}`;

/** A whole page. It may run nothing and load nothing. */
export function page(status: number, title: string, body: Html): Reply {
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    },
    body: html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title} · Sandbox TeamViewer</title><style>${new Html(style)}</style></head>
<body><h1>${title}</h1>
${body}
<p><small>This is assistd's sandbox, a TeamViewer for tests on this machine. Nothing here reaches TeamViewer.</small></p>
</body></html>
`.text,
  };
}
