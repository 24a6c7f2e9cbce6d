/** An element of an XML document; attributes that are `undefined` are left out. */
export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string | undefined>>;
  readonly children: readonly Element[];
}

export function element(name: string, attributes: Element['attributes'], children: readonly Element[] = []): Element {
  return { name, attributes, children };
}

/** Writes a document, an element per line. */
export function writeXml(root: Element): string {
  return `<?xml version="1.0" encoding="utf-8"?>\n${write(root, '')}`;
}

function write({ name, attributes, children }: Element, indent: string): string {
  const written = Object.entries(attributes)
    .flatMap(([key, value]) => (value === undefined ? [] : [` ${key}="${escaped(value)}"`]))
    .join('');
  if (children.length === 0) return `${indent}<${name}${written} />\n`;
  const inner = children.map((child) => write(child, `${indent}  `)).join('');
  return `${indent}<${name}${written}>\n${inner}${indent}</${name}>\n`;
}

/** An attribute's value (XML 1.0, section 2.3). */
function escaped(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}
