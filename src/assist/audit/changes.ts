import { primitives } from '../../edm/primitive.ts';
import type { EntityType, Property } from '../../edm/type.ts';
import type { Cells } from '../../store/cells.ts';
import type { Change } from './audit.ts';

/** What `cells` change of a row of `type`, as the trail tells it: the properties' names in Pascal case, values as answers show them. */
export function changesOf(type: EntityType, row: object, cells: Cells): Change[] {
  const before: Readonly<Record<string, unknown>> = { ...row };
  return Object.entries(cells).flatMap(([column, to]) => {
    const property = type.properties[column];
    if (!property || before[column] === to) return [];
    const name = column.charAt(0).toUpperCase() + column.slice(1);
    // What is given only on request, an activation lock's bypass code among it, is not spread by the trail.
    if (property.selectOnly) return { name, from: null, to: 'changed' };
    return { name, from: shown(before[column], property), to: shown(to, property) };
  });
}

function shown(cell: unknown, { type, collection }: Property): unknown {
  return cell === null || collection || type.kind !== 'primitive' ? cell : primitives[type.name].toJson(cell);
}
