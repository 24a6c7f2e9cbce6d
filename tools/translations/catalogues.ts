import { en as consoleEnglish } from '../../console/src/text/en.ts';
import { type Format, formatFor } from '../../console/src/text/format.ts';
import { ptBR as consolePtBR } from '../../console/src/text/pt-BR.ts';
import { zhCN as consoleZhCN } from '../../console/src/text/zh-CN.ts';
import { en as pagesEnglish } from '../../src/text/en.ts';
import type { Translated } from '../../src/text/language.ts';
import { ptBR as pagesPtBR } from '../../src/text/pt-BR.ts';
import { zhCN as pagesZhCN } from '../../src/text/zh-CN.ts';
import { ptBR as referencePtBR } from '../contract/reference/text/pt-BR/pt-BR.ts';
import { referenceEnglish } from '../contract/reference/text/reference-texts.ts';
import { zhCN as referenceZhCN } from '../contract/reference/text/zh-CN/zh-CN.ts';

/** English texts, and their translations under the same ids. */
export interface Catalogue {
  readonly english: object;
  readonly translations: Readonly<Record<Translated, object>>;
}

const consoleText = <T>(language: string, catalogue: (format: Format) => T) => catalogue(formatFor(language));

/** Every catalogue there is, under the name that its ids begin with. */
export const catalogues: Readonly<Record<string, Catalogue>> = {
  console: {
    english: consoleText('en', consoleEnglish),
    translations: { 'pt-BR': consoleText('pt-BR', consolePtBR), 'zh-CN': consoleText('zh-CN', consoleZhCN) },
  },
  pages: { english: pagesEnglish, translations: { 'pt-BR': pagesPtBR, 'zh-CN': pagesZhCN } },
  reference: { english: referenceEnglish, translations: { 'pt-BR': referencePtBR, 'zh-CN': referenceZhCN } },
};
