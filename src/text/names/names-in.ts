import { complete } from '../catalogue.ts';
import type { Language } from '../language.ts';
import { type Names, names } from './en.ts';
import { ptBR } from './pt-BR.ts';
import { zhCN } from './zh-CN.ts';

/** The names in each language. */
export const namesIn: Readonly<Record<Language, Names>> = {
  en: names,
  'pt-BR': complete(names, ptBR),
  'zh-CN': complete(names, zhCN),
};
