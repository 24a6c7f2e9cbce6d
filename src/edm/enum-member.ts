import type { EnumType } from './type.ts';

/** The member that a text stands for: its name in any case, or its value (OData ABNF, `enumMemberValue`); `undefined` for none. */
export function enumMember({ members }: EnumType, text: string): string | undefined {
  const lower = text.toLowerCase();
  const value = /^[+-]?\d+$/.test(text) ? Number(text) : undefined;
  return Object.keys(members).find((name) => name.toLowerCase() === lower || members[name] === value);
}
