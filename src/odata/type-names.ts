import type { ComplexType, EntityType, EnumType, PrimitiveType, VersionName } from '../edm/type.ts';
import { versions } from '../model/versions.ts';

/** The name of a type, `namespace.type`, as answers and failures tell it. */
export function qualifiedName({ kind, name }: PrimitiveType | Declared, version: VersionName): string {
  return kind === 'primitive' ? name : `${versions[version].namespace}.${name}`;
}

/** Whether a client means a type by what it has written: in any case, and by the namespace's alias as well. */
export function isNamed({ name }: Declared, version: VersionName, written: string): boolean {
  const { namespace, alias = namespace } = versions[version];
  const lower = written.toLowerCase();
  return [namespace, alias].some((each) => `${each}.${name}`.toLowerCase() === lower);
}

type Declared = EnumType | ComplexType | EntityType;
