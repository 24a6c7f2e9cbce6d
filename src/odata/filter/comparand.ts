import { enumMember } from '../../edm/enum-member.ts';
import { isNumeric, primitives } from '../../edm/primitive.ts';
import type { EnumType, PrimitiveName, PrimitiveType, VersionName } from '../../edm/type.ts';
import type { Literal } from '../expression.ts';
import { isNamed, qualifiedName } from '../type-names.ts';
import type { Syntax } from './filter-syntax.ts';
import { filterInvalid, type LiteralForm } from './filter-tokens.ts';

/** A type that values are compared in. */
export type Comparand = PrimitiveType | EnumType;

export const stringType: PrimitiveType = { kind: 'primitive', name: 'Edm.String' };

export const booleanType: PrimitiveType = { kind: 'primitive', name: 'Edm.Boolean' };

/** The type of the key: a text, and where that is a GUID or a part of one, the same in any case. */
export const keyType: PrimitiveType = { kind: 'primitive', name: 'Edm.String' };

type LiteralSyntax = Extract<Syntax, { kind: 'literal' }>;

const formOf: Readonly<Record<LiteralForm, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'a Boolean',
  null: 'null',
  date: 'a date',
  guid: 'a GUID',
  enum: 'an enumeration member',
};

/** Whether values of the two types can be compared: numbers with one another, everything else with its own type. */
export function comparable(left: Comparand, right: Comparand): boolean {
  if (left.name === right.name && left.kind === right.kind) return true;
  return left.kind === 'primitive' && right.kind === 'primitive' && isNumeric(left.name) && isNumeric(right.name);
}

const typesOfForms: Readonly<Partial<Record<LiteralForm, Comparand>>> = {
  string: stringType,
  number: { kind: 'primitive', name: 'Edm.Double' },
  boolean: booleanType,
  date: { kind: 'primitive', name: 'Edm.DateTimeOffset' },
  guid: { kind: 'primitive', name: 'Edm.Guid' },
};

/** The type that a literal has where no property gives it one. */
export function typeOfForm(form: LiteralForm): Comparand | undefined {
  return typesOfForms[form];
}

/**
 * The value of a literal, in the type of what it is compared with: dates canonical, GUIDs in lower case, members by their declared
 * name. Dates and GUIDs may stand in quotes, as clients send them.
 *
 * @param subject what it is compared with, as the client wrote it
 * @throws `filterInvalid` for a literal of another type
 */
export function literalOf(syntax: LiteralSyntax, type: Comparand, subject: string, version: VersionName): Literal {
  if (syntax.form === 'null') return { kind: 'literal', value: null };
  if (type === keyType && (syntax.form === 'string' || syntax.form === 'guid')) {
    return { kind: 'literal', value: keyText(syntax.text) };
  }
  const value = type.kind === 'enum' ? member(syntax, type, version) : primitive(syntax, type.name);
  if (value !== undefined) return { kind: 'literal', value };
  if (type.kind === 'enum') {
    const members = Object.keys(type.members).join("', '");
    throw filterInvalid(
      `'${subject}' is of type ${qualifiedName(type, version)}, whose members are '${members}'; ${told(syntax)} is none of them`,
    );
  }
  const isNoDate = type.name === 'Edm.DateTimeOffset' && syntax.form === 'date';
  const contrast = isNoDate
    ? `from year 1 to 9999 in UTC; ${syntax.text} at position ${syntax.at} is none`
    : `not with ${told(syntax)}`;
  throw filterInvalid(
    `'${subject}' is of type ${type.name} and is compared with ${primitives[type.name].literal}, ${contrast}`,
  );
}

/** A GUID, or a part of one as functions look for it, in the spelling that keys have. */
function keyText(text: string): string {
  return /^[0-9a-f-]+$/i.test(text) ? text.toLowerCase() : text;
}

function told({ form, text, at }: LiteralSyntax): string {
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return `${formOf[form]} (${form === 'string' ? `'${shown}'` : shown}, at position ${at})`;
}

function member(
  { form, text, typeName: written }: LiteralSyntax,
  type: EnumType,
  version: VersionName,
): string | undefined {
  if (form !== 'string' && form !== 'enum') return undefined;
  if (written !== undefined && !isNamed(type, version, written)) return undefined;
  return enumMember(type, text);
}

function primitive({ form, text }: LiteralSyntax, name: PrimitiveName): Literal['value'] | undefined {
  return form === 'enum' ? undefined : primitives[name].fromLiteral(text, form === 'string');
}
