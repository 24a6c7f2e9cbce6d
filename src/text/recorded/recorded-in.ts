import type { Language } from '../language.ts';
import { type Part, readEnglish } from './english.ts';
import { ptBR } from './pt-BR.ts';
import { readIn } from './read-recorded.ts';
import { zhCN } from './zh-CN.ts';

/** What reads in each language what was recorded in English, for pages that the service shows by itself. */
export const recordedIn: Readonly<Record<Language, (recorded: string) => readonly Part[]>> = {
  en: readEnglish,
  'pt-BR': readIn(ptBR),
  'zh-CN': readIn(zhCN),
};
