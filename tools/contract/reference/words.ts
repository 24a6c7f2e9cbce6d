import type { EntityType } from '../../../src/edm/type.ts';
import type { FailureName } from '../../../src/model/failures.ts';
import type { Language } from '../../../src/text/language.ts';
import { english, languageState } from '../../translations/languages.ts';
import type { SharedName } from '../openapi-parameters.ts';
import type { Label } from './text/reference-texts.ts';

/** How one page speaks: in one language, from the catalogues alone. */
export interface Words {
  readonly language: Language;
  /** A heading or sentence, with its `{name}`s filled in. */
  readonly label: (name: Label, values?: Readonly<Record<string, string>>) => string;
  readonly failure: (name: FailureName) => string;
  readonly type: (type: EntityType) => string;
  readonly property: (owner: string, name: string) => string;
  /** Of an operation, by `resource.operation`. */
  readonly operation: (name: string) => string;
  readonly parameter: (operation: string, name: string) => string;
  readonly returned: (operation: string) => string;
  /** Of a query option or header. */
  readonly request: (name: SharedName) => string;
  /** Of a `{name}` in an address. */
  readonly address: (name: string) => string;
  /** One sentence after the other. */
  readonly sentences: (texts: readonly string[]) => string;
  /** The ids that were asked for and that no catalogue has, also in English. */
  readonly missing: ReadonlySet<string>;
}

/** Says that the English is shown because the translation waits. */
const mark = ' *(English)*';

export function wordsIn(language: Language): Words {
  const state = language === 'en' ? undefined : languageState(language);
  const missing = new Set<string>();
  const text = (name: string): string => {
    const id = `reference.${name}`;
    const source = english.get(id);
    if (typeof source !== 'string') {
      missing.add(id);
      return '';
    }
    if (!state) return source;
    return state.waiting.has(id) ? `${source}${mark}` : String(state.texts.get(id));
  };
  const description = (name: string) => text(`descriptions.${name}`);
  return {
    language,
    label: (name, values = {}) =>
      text(`labels.${name}`).replaceAll(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole),
    failure: (name) => text(`failures.${name}`),
    type: ({ name }) => description(`types.${name}`),
    property: (owner, name) => description(`properties.${owner}.${name}`),
    operation: (name) => description(`operations.${name}`),
    parameter: (operation, name) => description(`parameters.${operation}.${name}`),
    returned: (operation) => description(`returns.${operation}`),
    request: (name) => description(`request.${name}`),
    address: (name) => text(`addressParameters.${name}`),
    sentences: (texts) => texts.filter((each) => each !== '').join(language === 'zh-CN' ? '' : ' '),
    missing,
  };
}
