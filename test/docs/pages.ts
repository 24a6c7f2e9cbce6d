import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export const root = join(import.meta.dirname, '../..');

/** Fenced code on a page. */
export interface Block {
  readonly language: string;
  /** What stands behind the language: a file's name, or `production`, `install`. */
  readonly word: string;
  readonly code: string;
  readonly line: number;
}

/** The pages that people learn from: the front page and the guide. */
export const guidePages: readonly string[] = ['README.md', ...globSync('docs/guide/*.md', { cwd: root }).sort()];

/** Every page of the repository that is written or emitted for readers. */
export const everyPage: readonly string[] = globSync(['*.md', 'docs/**/*.md', 'contract/*.md'], { cwd: root }).sort();

export function textOf(page: string): string {
  return readFileSync(join(root, page), 'utf8');
}

/** The fenced code of a page, that in lists too, in order. */
export function blocksOf(page: string): Block[] {
  const text = textOf(page);
  return [...text.matchAll(/^( *)```(\w+)(?: +(\S+))?\n(.*?)^ *```$/gms)].map((match) => {
    const [, indent = '', language = '', word = '', code = ''] = match;
    const line = text.slice(0, match.index).split('\n').length;
    return { language, word, line, code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), '') };
  });
}

/** The anchors of a page's headings, as GitHub makes them. */
export function anchorsOf(page: string): Set<string> {
  const prose = textOf(page).replaceAll(/^```.*?^```$/gms, '');
  return new Set(
    [...prose.matchAll(/^#+ +(.+)$/gm)].map(([, heading = '']) =>
      heading
        .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
        .toLowerCase()
        .replaceAll(/[^\p{Letter}\p{Number}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );
}

/** Where the links of a page lead, without those to other hosts. */
export function linksOf(page: string): string[] {
  const prose = textOf(page)
    .replaceAll(/^```.*?^```$/gms, '')
    .replaceAll(/`[^`\n]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target)
    .filter((target) => !/^[a-z]+:/.test(target));
}
