import { descriptions } from './descriptions.ts';
import { type Label, labels } from './labels.ts';
import { inLanguage, type Language, type Text } from './text.ts';

/** How one page speaks: in one language, from the catalogues alone. */
export interface Words {
  readonly language: Language;
  /** A heading or sentence, with its `{name}`s filled in. */
  readonly label: (name: Label, values?: Readonly<Record<string, string>>) => string;
  /** A description of the model. Throws, naming it, where it has no translation. */
  readonly describe: (english: string) => string;
  readonly of: (text: Text) => string;
  /** One sentence after the other. */
  readonly sentences: (texts: readonly string[]) => string;
}

export function wordsIn(language: Language): Words {
  return {
    language,
    label: (name, values = {}) =>
      inLanguage(labels[name], language).replaceAll(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole),
    describe: (english) => {
      const text = descriptions.get(english);
      if (!text) throw new Error(`no translation in tools/reference/descriptions: ${JSON.stringify(english)}`);
      return inLanguage(text, language);
    },
    of: (text) => inLanguage(text, language),
    sentences: (texts) => texts.filter((text) => text !== '').join(language === 'zh-CN' ? '' : ' '),
  };
}
