import { createHash } from 'node:crypto';

/** Text that is HTML already; everything else is escaped when it is put into {@link html}. */
export class Html {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** HTML with values in it, which are escaped unless they are HTML themselves. */
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

export interface Page {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * A whole page. It may run nothing and load nothing, nobody may keep or frame it, and no other site learns its address, which may
 * hold a one-time code.
 *
 * @param formAction where its forms may be sent (Content Security Policy Level 3, section 6.4.1); nowhere when absent
 */
export function page({
  language = 'en',
  title,
  style,
  body,
  formAction = "'none'",
}: {
  readonly language?: string;
  readonly title: string;
  readonly style: string;
  readonly body: Html;
  readonly formAction?: string;
}): Page {
  const styleHash = createHash('sha256').update(style).digest('base64');
  return {
    headers: {
      'Content-Type': 'text/html; charset=utf-8',
      'Cache-Control': 'no-store',
      'Content-Security-Policy': `default-src 'none'; style-src 'sha256-${styleHash}'; frame-ancestors 'none'; base-uri 'none'; form-action ${formAction}`,
      'Referrer-Policy': 'no-referrer',
      'X-Content-Type-Options': 'nosniff',
    },
    body: html`<!doctype html>
<html lang="${language}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${new Html(style)}</style></head>
<body>${body}</body>
</html>
`.text,
  };
}
