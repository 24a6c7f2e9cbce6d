/**
 * Who may call an operation: the permissions accepted, least privileged first, in each published generation. Which generation
 * counts, and whether application tokens are taken in a version, is a setting (`model/permissions.ts`).
 */
export interface PermissionRow {
  readonly documented: readonly string[];
  readonly current: readonly string[];
  /** Set where the operation makes sense only for a signed-in user. */
  readonly delegatedOnly?: true;
}
