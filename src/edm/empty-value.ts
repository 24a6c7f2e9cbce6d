import { primitives } from './primitive.ts';
import type { Property } from './type.ts';

/** What stands for a value that was never set where the contract allows no null: Intune's own conventions. */
export function emptyValue({ type, collection }: Property): unknown {
  if (collection) return [];
  if (type.kind === 'enum') {
    const members = Object.keys(type.members);
    return members.find((member) => member === 'unknown') ?? members[0];
  }
  return type.kind === 'complex' ? {} : primitives[type.name].empty;
}
