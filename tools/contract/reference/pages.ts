import type { EmittedFile } from '../emitted-file.ts';
import { documentedOperations, operationFile, typeFile } from './documented-operation.ts';
import { failuresPage } from './failures-page.ts';
import { indexPage } from './index-page.ts';
import { operationPage } from './operation-page.ts';
import { type Language, languages } from './text.ts';
import { typePage } from './type-page.ts';
import { type Words, wordsIn } from './words.ts';

const ownNames: Readonly<Record<Language, string>> = {
  en: 'English',
  'pt-BR': 'Português (Brasil)',
  'zh-CN': '简体中文',
};

/** Every page of `docs/reference/<language>`. */
export function referenceFiles(language: Language): readonly EmittedFile[] {
  const words = wordsIn(language);
  const operations = documentedOperations();
  const byType = Map.groupBy(operations, ({ resource }) => resource.type);
  const page = (file: string, make: () => string): EmittedFile => ({ file, make: () => framed(file, make(), words) });
  return [
    page('README.md', () => indexPage(byType, words)),
    page('failures.md', () => failuresPage(words)),
    ...[...byType].map(([type, own]) => page(typeFile(type), () => typePage(type, own, words))),
    ...operations.map((operation) => page(operationFile(operation), () => operationPage(operation, words))),
  ];
}

/** A page with the way to its translations above it, and where it comes from below. */
function framed(file: string, page: string, { language, label }: Words): string {
  const others = languages.map((each) =>
    each === language ? ownNames[each] : `[${ownNames[each]}](../${each}/${file})`,
  );
  const index = file === 'README.md' ? [] : [`[${label('reference')}](README.md)`];
  return `${[...index, ...others].join(' · ')}\n\n${page}\n\n---\n\n${label('emitted')}\n`;
}
