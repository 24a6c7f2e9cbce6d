import { z } from 'zod';

type Form = z.core.JSONSchema.JSONSchema;

/** What is written inside of a setting, by the path that leads to it: `operator.user`. */
export interface Member {
  readonly name: string;
  readonly required: boolean;
  readonly default: unknown;
  /** What it may be, where that is one of a few words. */
  readonly choices: readonly string[];
  readonly meaning: string;
}

/** The forms of a setting that has members: one, or one for each product of connectors, say. */
export function formsOf(schema: z.ZodType): Member[][] {
  const forms = objectsIn(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as Form);
  return forms.map((form) => membersOf(form, ''));
}

function membersOf({ properties = {}, required = [] }: Form, above: string): Member[] {
  return Object.entries(properties).flatMap(([key, property]) => {
    const form = property as Form;
    const name = above + key;
    const member: Member = {
      name,
      required: required.includes(key),
      default: form.default,
      choices: [...(form.enum ?? []), ...(form.const === undefined ? [] : [form.const])].map(String),
      meaning: form.description ?? '',
    };
    return [member, ...objectsIn(form).flatMap((inner) => membersOf(inner, `${name}.`))];
  });
}

/** The objects that a value may be, or hold a list of. */
function objectsIn(form: Form): Form[] {
  if (form.properties) return [form];
  const { anyOf = [], oneOf = [], items } = form;
  const inner = [...anyOf, ...oneOf, ...(items === undefined ? [] : [items])];
  return inner.flatMap((each) => objectsIn(each as Form));
}
