export interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Element[];
}

const token = /\s*(?:<\?xml [^?]*\?>|<!--(?:(?!--)[\s\S])*-->|<(\/?)([\w:]+)((?:\s+[\w:]+="[^"<]*")*)\s*(\/?)>)/y;
const loneAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[\da-f]+);)/i;

/** Reads a document of elements and attributes alone (no text, CDATA or DTD) and throws where it is not well formed. */
export function parseXml(text: string): Element {
  type Open = { name: string; attributes: Record<string, string>; children: Element[] };
  const document: Open = { name: '', attributes: {}, children: [] };
  const open: Open[] = [document];
  const fail = (problem: string): never => {
    throw new Error(`${problem} before offset ${token.lastIndex}`);
  };
  token.lastIndex = 0;
  while (text.slice(token.lastIndex).trim() !== '') {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new Error(`not markup at offset ${at}: ${text.slice(at, at + 40)}`);
    const [, closing, name, attributeText = '', empty] = match;
    if (name === undefined) continue;
    if (closing) {
      if (open.pop()?.name !== name) fail(`</${name}> closes another element`);
      continue;
    }
    const read: Open = { name, attributes: attributesOf(attributeText, fail), children: [] };
    (open.at(-1) ?? document).children.push(read);
    if (!empty) open.push(read);
  }
  const [root, second] = document.children;
  if (!root || second || open.length !== 1) throw new Error('a document has one root element, and it is closed');
  return root;
}

function attributesOf(text: string, fail: (problem: string) => never): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [, name = '', value = ''] of text.matchAll(/([\w:]+)="([^"]*)"/g)) {
    if (Object.hasOwn(attributes, name)) fail(`attribute ${name} stands twice`);
    if (loneAmpersand.test(value)) fail(`attribute ${name} holds a bare ampersand`);
    attributes[name] = value;
  }
  return attributes;
}

/** All elements of a tree, the root first. */
export function descendants(element: Element): Element[] {
  return [element, ...element.children.flatMap(descendants)];
}
