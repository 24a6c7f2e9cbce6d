import type { PermissionRow } from '../../edm/permission-row.ts';
import type { AnsweredRequest } from '../../http/graph/graph.ts';
import type { Caller } from '../../identity/caller.ts';
import { ofApplications, type PermissionGeneration } from '../../model/permissions.ts';

/** What one application needed, by itself or for people, and what it had. */
export interface CallerPermissions {
  readonly kind: Caller['kind'];
  readonly applicationId: string | undefined;
  readonly applicationDisplayName: string | undefined;
  /** The least that all it asked for can be done with. */
  readonly needed: readonly string[];
  /** What its tokens said; of a person's, the scopes. */
  readonly granted: readonly string[];
  /** What it had, and needed for nothing. */
  readonly excess: readonly string[];
}

/** The least permissions that the requests so far can be done with. */
export interface PermissionsReport {
  readonly delegated: readonly string[];
  readonly application: readonly string[];
  readonly callers: readonly CallerPermissions[];
}

interface Use {
  readonly caller: Caller;
  /** Of each operation that was asked for, the permissions of which any would do; by these, joined. */
  readonly rows: Map<string, readonly string[]>;
  readonly granted: Set<string>;
}

/** Every registration of an application in Entra has it from the beginning, for people. */
const givenToAll = 'User.Read';

/** Which permissions requests needed, refused ones as well. It outlives a reset: suites reset before each test. */
export class PermissionUse {
  readonly #uses = new Map<string, Use>();
  /** What is known of callers already: most requests say nothing new. */
  #seen = new WeakMap<Caller, WeakSet<PermissionRow>>();
  readonly #generation: PermissionGeneration;

  constructor(generation: PermissionGeneration) {
    this.#generation = generation;
  }

  add({ caller, permission }: Pick<AnsweredRequest, 'caller' | 'permission'>): void {
    if (!caller || !permission) return;
    const seen = this.#seen.get(caller) ?? new WeakSet();
    if (seen.has(permission)) return;
    this.#seen.set(caller, seen.add(permission));
    const key = `${caller.kind} ${caller.applicationId ?? caller.subject}`;
    const use = this.#uses.get(key) ?? { caller, rows: new Map(), granted: new Set() };
    this.#uses.set(key, use);
    const row = permission[this.#generation];
    const accepted = caller.kind === 'application' ? ofApplications(row) : row;
    use.rows.set(accepted.join(' '), accepted);
    for (const name of [...caller.permissions, ...(caller.withheld?.permissions ?? [])]) use.granted.add(name);
  }

  report(): PermissionsReport {
    const uses = [...this.#uses.values()];
    const together = (kind: Caller['kind']) =>
      leastOf(uses.filter(({ caller }) => caller.kind === kind).flatMap(({ rows }) => [...rows.values()]));
    const callers = uses.map(({ caller: { kind, applicationId, applicationDisplayName }, rows, granted }) => {
      const needed = leastOf([...rows.values()]);
      const excess = [...granted].filter((name) => name !== givenToAll && !needed.includes(name)).sort();
      return { kind, applicationId, applicationDisplayName, needed, granted: [...granted].sort(), excess };
    });
    return { delegated: together('delegated'), application: together('application'), callers };
  }

  clear(): void {
    this.#uses.clear();
    this.#seen = new WeakMap();
  }
}

/**
 * A least set that has one of every row. What there is no choice about is taken first, so that a permission to write, which is needed
 * anyway, is the one to read with as well; of a choice the first is taken, for rows name the least privileged first.
 */
function leastOf(rows: readonly (readonly string[])[]): readonly string[] {
  const taken = new Set<string>();
  for (const row of rows.toSorted((one, other) => one.length - other.length)) {
    const [first] = row;
    if (first !== undefined && !row.some((name) => taken.has(name))) taken.add(first);
  }
  return [...taken].sort();
}
