import { type Language, languageNames, languages } from '../../../src/text/language.ts';
import { type EmittedFile, MissingTexts } from '../emitted-file.ts';
import { documentedOperations, operationFile, typeFile } from './documented-operation.ts';
import { failuresPage } from './failures-page.ts';
import { indexPage } from './index-page.ts';
import { operationPage } from './operation-page.ts';
import { typePage } from './type-page.ts';
import { type Words, wordsIn } from './words.ts';

/** Every page of `docs/reference/<language>`. */
export function referenceFiles(language: Language): readonly EmittedFile[] {
  const operations = documentedOperations();
  const byType = Map.groupBy(operations, ({ resource }) => resource.type);
  const page = (file: string, make: (words: Words) => string): EmittedFile => ({
    file,
    make() {
      const words = wordsIn(language);
      const text = framed(file, make(words), words);
      if (words.missing.size > 0) throw new MissingTexts([...words.missing]);
      return text;
    },
  });
  return [
    page('README.md', (words) => indexPage(byType, words)),
    page('failures.md', failuresPage),
    ...[...byType].map(([type, own]) => page(typeFile(type), (words) => typePage(type, own, words))),
    ...operations.map((operation) => page(operationFile(operation), (words) => operationPage(operation, words))),
  ];
}

/** A page with the way to its translations above it, and where it comes from below. */
function framed(file: string, page: string, { language, label }: Words): string {
  const others = languageNames.map((each) =>
    each === language ? languages[each] : `[${languages[each]}](../${each}/${file})`,
  );
  const index = file === 'README.md' ? [] : [`[${label('reference')}](README.md)`];
  return `${[...index, ...others].join(' · ')}\n\n${page}\n\n---\n\n${label('emitted')}\n`;
}
