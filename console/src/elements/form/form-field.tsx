import { Field, Input, Select } from '@fluentui/react-components';
import type { Text } from '../../text/en.ts';
import { useText } from '../../text/text.tsx';
import { isTyped, type PropertyFacts, type ValueFault } from './form-value.ts';

/** A property in a form. */
export interface FormProperty {
  /** As on the wire. */
  readonly name: string;
  readonly label: string;
  readonly facts: PropertyFacts;
  readonly hint?: string;
  /** What is said where it is empty; without it, it may be. */
  readonly required?: string;
  /** What is said where it is no GUID. */
  readonly wrong?: string;
  /** What the members of its enumeration are called. */
  readonly members?: Readonly<Record<string, string>>;
}

/** What is asked for, with what the model says of it; without what it does not declare, or no field can hold. */
export function formProperties(
  declared: ReadonlyMap<string, PropertyFacts>,
  asked: readonly Omit<FormProperty, 'facts'>[],
): readonly FormProperty[] {
  return asked.flatMap((property) => {
    const facts = declared.get(property.name);
    return facts && isTyped(facts) ? [{ ...property, facts }] : [];
  });
}

const isWholeNumber: ReadonlySet<string> = new Set(['Edm.Int32', 'Edm.Int64']);

/** The values of a property that has few, with what they are called. */
export function choicesOf(
  { facts: { type }, members }: FormProperty,
  { yes, no }: Text['general'],
): readonly (readonly [string, string])[] | undefined {
  if (type.kind === 'enum') return Object.keys(type.members).map((member) => [member, members?.[member] ?? member]);
  if (type.kind !== 'primitive' || type.name !== 'Edm.Boolean') return undefined;
  return [
    ['true', yes],
    ['false', no],
  ];
}

/** The field for a property: a choice where it has few values, else what is typed. */
export function FormField({
  property,
  value,
  message,
  busy,
  change,
}: {
  readonly property: FormProperty;
  readonly value: string;
  /** What is wrong with it. */
  readonly message: string;
  /** Whether the form is being sent, as it stands. */
  readonly busy: boolean;
  readonly change: (value: string) => void;
}) {
  const { general } = useText();
  const { label, facts, hint, required } = property;
  const { type } = facts;
  const options = choicesOf(property, general);
  const primitive = type.kind === 'primitive' ? type.name : '';
  return (
    <Field
      label={label}
      {...(hint !== undefined && { hint })}
      required={required !== undefined}
      validationMessage={message}
    >
      {options ? (
        // It keeps the keyboard, as one that is disabled would not.
        <Select value={value} onChange={(_, data) => busy || change(data.value)}>
          {/* What has no value yet keeps none, until one is chosen. */}
          {(value === '' || facts.nullable) && <option value="" />}
          {options.map(([option, name]) => (
            <option key={option} value={option}>
              {name}
            </option>
          ))}
        </Select>
      ) : (
        <Input
          value={value}
          dir="auto"
          spellCheck={false}
          readOnly={busy}
          {...(primitive === 'Edm.DateTimeOffset' && { type: 'datetime-local', step: 1 })}
          // Not `number`: whoever scrolls a form over such a field changes what is in it.
          {...(isWholeNumber.has(primitive) && { inputMode: 'numeric' })}
          onChange={(_, data) => change(data.value)}
        />
      )}
    </Field>
  );
}

/** What is wrong with what was typed, in words. */
export function useFaultWords(): (property: FormProperty, fault: ValueFault) => string {
  const { form: text } = useText();
  return ({ required, wrong }, fault) => {
    switch (fault.kind) {
      case 'missing':
        return required ?? text.missing;
      case 'tooLong':
        return text.tooLong(fault.most);
      case 'noGuid':
        return wrong ?? text.noGuid;
      case 'noNumber':
      case 'noDate':
        return text[fault.kind];
    }
  };
}
