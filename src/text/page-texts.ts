import { complete } from './catalogue.ts';
import { en, type PageTexts } from './en.ts';
import type { Language } from './language.ts';
import { ptBR } from './pt-BR.ts';
import { zhCN } from './zh-CN.ts';

/** The words of the service's own pages, in each language. */
export const pageTexts: Readonly<Record<Language, PageTexts>> = {
  en,
  'pt-BR': complete(en, ptBR),
  'zh-CN': complete(en, zhCN),
};
