/** A package as `package-lock.json` has it, as far as it matters here. */
export interface LockedPackage {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly peerDependencies?: Readonly<Record<string, string>>;
  readonly peerDependenciesMeta?: Readonly<Record<string, { readonly optional?: boolean }>>;
  readonly [member: string]: unknown;
}

export type LockedPackages = Readonly<Record<string, LockedPackage>>;

/**
 * Of all packages of a lock file those that `root` needs, at the versions and places that the lock file gives them, as
 * `npm-shrinkwrap.json` lists them (https://docs.npmjs.com/cli/v11/configuring-npm/package-lock-json).
 * @throws Error when the lock file lacks one
 */
export function prunedPackages(all: LockedPackages, root: LockedPackage): LockedPackages {
  const needed = reached(all, root, (one) => ({ ...requiredOf(one), ...one.optionalDependencies }));
  const required = reached(all, root, requiredOf);
  const entries = [...needed].sort().map((path) => {
    const { dev: _, devOptional: __, optional: ___, ...rest } = all[path] ?? {};
    return [path, required.has(path) ? rest : { ...rest, optional: true }] as const;
  });
  return Object.fromEntries([['', root], ...entries]);
}

function reached(
  all: LockedPackages,
  root: LockedPackage,
  needs: (one: LockedPackage) => Readonly<Record<string, string>>,
): Set<string> {
  const found = new Set<string>();
  const follow = (from: string, one: LockedPackage) => {
    for (const name of Object.keys(needs(one))) {
      const path = placeOf(all, from, name);
      if (path === undefined) {
        if (one.optionalDependencies?.[name] !== undefined) continue;
        throw new Error(`package-lock.json has no ${name}, which ${from || 'package.json'} needs: run npm install`);
      }
      if (found.has(path)) continue;
      found.add(path);
      follow(path, all[path] ?? {});
    }
  };
  follow('', root);
  return found;
}

function requiredOf({
  dependencies,
  optionalDependencies = {},
  peerDependencies = {},
  peerDependenciesMeta,
}: LockedPackage) {
  const needed = { ...dependencies, ...peerDependencies };
  const isLeft = (name: string) => name in optionalDependencies || peerDependenciesMeta?.[name]?.optional === true;
  return Object.fromEntries(Object.entries(needed).filter(([name]) => !isLeft(name)));
}

/** Where Node finds `name` for a package at `from`: in its own `node_modules`, or in one further up. */
function placeOf(all: LockedPackages, from: string, name: string): string | undefined {
  const path = from === '' ? `node_modules/${name}` : `${from}/node_modules/${name}`;
  if (path in all) return path;
  if (from === '') return undefined;
  const above = from.lastIndexOf('/node_modules/');
  return placeOf(all, above < 0 ? '' : from.slice(0, above), name);
}
