import type { EntityType, VersionName } from '../../edm/type.ts';
import { bindCollection, bindPath, type Item } from '../declared.ts';
import type { Filter, Literal, Operand } from '../expression.ts';
import { qualifiedName } from '../type-names.ts';
import { booleanType, type Comparand, comparable, keyType, literalOf, stringType, typeOfForm } from './comparand.ts';
import { parseSyntax, type Syntax } from './filter-syntax.ts';
import { filterInvalid } from './filter-tokens.ts';

type Comparison = Extract<Syntax, { kind: 'comparison' }>;
type Call = Extract<Syntax, { kind: 'call' }>;

const textFunctions = ['startswith', 'endswith', 'contains'] as const;
/** Each level may look at every item for every item of the level around it. */
const deepestItems = 2;

const caseFunctions = ['tolower', 'toupper'] as const;

/**
 * Reads a `$filter` (OData 4.01 Part 2, section 5.1.1) and binds it to a type: names become the declared ones, every literal has
 * the type of what it is compared with.
 *
 * @throws `filterUnknown` for a property that `version` does not declare, `filterInvalid` for anything else that is not
 * understood; it says where, and what would be.
 */
export function parseFilter(text: string, type: EntityType, version: VersionName): Filter {
  return new Binder(type, version).condition(parseSyntax(text));
}

class Binder {
  readonly #type: EntityType;
  readonly #version: VersionName;
  /** The items that the conditions around name. */
  #items: ReadonlyMap<string, Item> = new Map();

  constructor(type: EntityType, version: VersionName) {
    this.#type = type;
    this.#version = version;
  }

  condition(syntax: Syntax): Filter {
    switch (syntax.kind) {
      case 'and':
      case 'or':
        return { kind: syntax.kind, operands: syntax.operands.map((operand) => this.condition(operand)) };
      case 'not':
        return { kind: 'not', operand: this.condition(syntax.operand) };
      case 'comparison':
        return this.#comparison(syntax);
      case 'in':
        return this.#membership(syntax);
      case 'any':
      case 'all':
        return this.#quantified(syntax);
      case 'call':
        return this.#textCondition(syntax);
      case 'path':
      case 'literal':
        return this.#boolean(syntax);
    }
  }

  #comparison({ operator, left, right }: Comparison): Filter {
    const type = this.#commonType(left, right);
    if (type.kind === 'enum' && operator !== 'eq' && operator !== 'ne') {
      const subject = left.kind === 'literal' ? right : left;
      throw filterInvalid(
        `'${told(subject)}' is of the enumeration type ${qualifiedName(type, this.#version)}, which supports eq, ne and in, not ${operator}`,
      );
    }
    if (operator !== 'eq' && operator !== 'ne' && (isCondition(left) || isCondition(right))) {
      throw filterInvalid(`${told(isCondition(left) ? left : right)} is compared with eq and ne, not with ${operator}`);
    }
    return {
      kind: operator,
      left: this.#operand(left, type, told(right)),
      right: this.#operand(right, type, told(left)),
    };
  }

  #membership({ operand, values, at }: Extract<Syntax, { kind: 'in' }>): Filter {
    const [first] = values;
    if (!first) throw filterInvalid(`the list after 'in' at position ${at} needs at least one value`);
    if (isCondition(operand)) throw filterInvalid(`${told(operand)} is compared with eq and ne, not with in`);
    const type = this.#commonType(operand, first);
    const literals = values.map((value): Literal => {
      if (value.kind !== 'literal')
        throw filterInvalid(`only values can stand in the list of 'in', not ${told(value)}`);
      return literalOf(value, type, told(operand), this.#version);
    });
    return { kind: 'in', operand: this.#operand(operand, type, 'the list'), values: literals };
  }

  #quantified({ kind, names, lambda }: Extract<Syntax, { kind: 'any' | 'all' }>): Filter {
    const root = { type: this.#type, version: this.#version, items: this.#items };
    const collection = bindCollection(names, root, filterInvalid);
    const item = this.#items.size + 1;
    if (!lambda) return { kind, collection, item, condition: undefined };
    const { variable, condition } = lambda;
    const around = this.#items;
    if (around.size === deepestItems) {
      throw filterInvalid(`any and all stand in one another at most ${deepestItems} levels deep`);
    }
    if (around.has(variable)) throw filterInvalid(`'${variable}' already names an item of another collection`);
    this.#items = new Map(around).set(variable, { number: item, collection: collection.property });
    const bound = this.condition(condition);
    this.#items = around;
    return { kind, collection, item, condition: bound };
  }

  #textCondition(call: Call): Filter {
    const name = textFunctions.find((known) => known === call.name);
    if (!name) {
      if (caseFunctions.some((known) => known === call.name)) {
        throw filterInvalid(`${call.name}() gives a text, which is no condition: compare it with eq, ne, …`);
      }
      throw unknownFunction(call);
    }
    const [text, pattern, ...rest] = call.operands;
    if (!text || !pattern || rest.length > 0)
      throw filterInvalid(`${name}() takes two texts: ${name}(property,'text')`);
    const isKey = this.#typeOf(text) === keyType;
    return {
      kind: name,
      text: this.#text(text, name),
      pattern: this.#text(pattern, name, isKey ? keyType : stringType),
    };
  }

  #boolean(syntax: Extract<Syntax, { kind: 'path' | 'literal' }>): Filter {
    const type = this.#typeOf(syntax);
    if (type?.kind !== 'primitive' || type.name !== 'Edm.Boolean') {
      throw filterInvalid(`${told(syntax)} at position ${syntax.at} is no condition: compare it with eq, ne, …`);
    }
    return {
      kind: 'boolean',
      operand: syntax.kind === 'path' ? this.#path(syntax) : literalOf(syntax, type, told(syntax), this.#version),
    };
  }

  /** The type that two operands are compared in: a property's, or where there is none, what the literals look like. */
  #commonType(left: Syntax, right: Syntax): Comparand {
    const leftType = this.#typeOf(left);
    const rightType = this.#typeOf(right);
    // Of two literals the quoted one may be a date or a GUID too, if the other is.
    if (left.kind === 'literal' && right.kind === 'literal' && leftType !== stringType)
      return leftType ?? rightType ?? stringType;
    if (!leftType || left.kind === 'literal') return rightType ?? leftType ?? stringType;
    if (!rightType || right.kind === 'literal') return leftType;
    if (!comparable(leftType, rightType)) {
      const [leftName, rightName] = [leftType, rightType].map((type) => qualifiedName(type, this.#version));
      throw filterInvalid(`${told(left)} (${leftName}) cannot be compared with ${told(right)} (${rightName})`);
    }
    return leftType;
  }

  /** `undefined` for `null` and for an enumeration literal, which have a type only by what they are compared with. */
  #typeOf(syntax: Syntax): Comparand | undefined {
    if (syntax.kind === 'literal') return typeOfForm(syntax.form);
    if (syntax.kind === 'path') {
      const { property } = this.#path(syntax);
      const type = !property || property.holdsKey ? keyType : property.type;
      return type.kind === 'complex' ? undefined : type;
    }
    if (syntax.kind === 'call') {
      if (caseFunctions.some((known) => known === syntax.name)) return stringType;
      if (!textFunctions.some((known) => known === syntax.name)) throw unknownFunction(syntax);
    }
    if (syntax.kind === 'not' && !this.#isBoolean(syntax.operand)) {
      throw filterInvalid(
        `'not' at position ${syntax.at} negates only what follows it directly; put all of it in parentheses: not (…)`,
      );
    }
    return booleanType;
  }

  #isBoolean(syntax: Syntax): boolean {
    const type = this.#typeOf(syntax);
    return type?.kind === 'primitive' && type.name === 'Edm.Boolean';
  }

  #operand(syntax: Syntax, type: Comparand, subject: string): Operand {
    if (syntax.kind === 'literal') return literalOf(syntax, type, subject, this.#version);
    if (syntax.kind === 'path') return this.#path(syntax);
    if (isCondition(syntax)) return { kind: 'condition', filter: this.condition(syntax) };
    return this.#caseCall(syntax as Call);
  }

  #caseCall(call: Call): Operand {
    const name = caseFunctions.find((known) => known === call.name);
    if (!name) throw unknownFunction(call);
    const [operand, ...rest] = call.operands;
    if (!operand || rest.length > 0) throw filterInvalid(`${name}() takes one text: ${name}(property)`);
    return { kind: name, operand: this.#text(operand, name) };
  }

  #text(syntax: Syntax, functionName: string, as: Comparand = stringType): Operand {
    const type = this.#typeOf(syntax);
    if (type && !comparable(type, stringType)) {
      throw filterInvalid(
        `${functionName}() takes texts; ${told(syntax)} at position ${syntax.at} is of type ${qualifiedName(type, this.#version)}`,
      );
    }
    return this.#operand(syntax, as, functionName);
  }

  #path(syntax: Extract<Syntax, { kind: 'path' }>) {
    return bindPath(syntax.names, { type: this.#type, version: this.#version, items: this.#items }, filterInvalid);
  }
}

/** Whether it is true or false by itself, and no value that has yet to be compared. */
function isCondition(syntax: Syntax): boolean {
  if (syntax.kind === 'call') return textFunctions.some((known) => known === syntax.name);
  return syntax.kind !== 'path' && syntax.kind !== 'literal';
}

function unknownFunction({ name, at }: Call): Error {
  return filterInvalid(
    `function '${name}' at position ${at} is not supported; supported are ${[...textFunctions, ...caseFunctions].join(', ')}`,
  );
}

/** An operand as the client would recognise it. */
function told(syntax: Syntax): string {
  if (syntax.kind === 'path') return syntax.names.join('/');
  if (syntax.kind === 'call') return `${syntax.name}(…)`;
  if (syntax.kind !== 'literal') return 'a condition';
  return syntax.text.length > 60 ? `${syntax.text.slice(0, 60)}…` : syntax.text;
}
