import { complete, type Translation } from '../../../src/text/catalogue.ts';
import type { Language } from '../../../src/text/language.ts';
import type { Text } from './en.ts';
import type { Format } from './format.ts';

// Each catalogue is a file of its own, so that a reader of English loads one.
const catalogues: Readonly<Record<Language, () => Promise<(format: Format) => Translation<Text>>>> = {
  en: async () => (await import('./en.ts')).en,
  'pt-BR': async () => (await import('./pt-BR.ts')).ptBR,
  'zh-CN': async () => (await import('./zh-CN.ts')).zhCN,
};

/** Every word of the console in one language; what waits for translation is in English. */
export async function loadText(language: Language, format: Format): Promise<Text> {
  const [{ en }, translation] = await Promise.all([import('./en.ts'), catalogues[language]()]);
  return complete(en(format), translation(format));
}
