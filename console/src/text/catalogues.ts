import { complete, type Translation } from '../../../src/text/catalogue.ts';
import type { Language } from '../../../src/text/language.ts';
import { type Part, readEnglish } from '../../../src/text/recorded/english.ts';
import type { Sentences } from '../../../src/text/recorded/sentences.ts';
import type { Text } from './en.ts';
import type { Format } from './format.ts';

// Each catalogue is a file of its own, so that a reader of English loads one.
const catalogues: Readonly<Record<Language, () => Promise<(format: Format) => Translation<Text>>>> = {
  en: async () => (await import('./en.ts')).en,
  'pt-BR': async () => (await import('./pt-BR.ts')).ptBR,
  'zh-CN': async () => (await import('./zh-CN.ts')).zhCN,
};

const recordedIn: Readonly<Record<Exclude<Language, 'en'>, () => Promise<Partial<Sentences>>>> = {
  'pt-BR': async () => (await import('../../../src/text/recorded/pt-BR.ts')).ptBR,
  'zh-CN': async () => (await import('../../../src/text/recorded/zh-CN.ts')).zhCN,
};

/** Every word of the console in one language; what waits for translation is in English. */
export async function loadText(language: Language, format: Format): Promise<Text> {
  const [{ en }, translation] = await Promise.all([import('./en.ts'), catalogues[language]()]);
  return complete(en(format), translation(format));
}

/** What reads in one language what the service has recorded in English. */
export async function loadRecorded(language: Language): Promise<(recorded: string) => readonly Part[]> {
  if (language === 'en') return readEnglish;
  const [{ readIn }, translated] = await Promise.all([
    import('../../../src/text/recorded/read-recorded.ts'),
    recordedIn[language](),
  ]);
  return readIn(translated);
}
