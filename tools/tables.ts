/** The tables of a database by name, and their columns by name. */
export type Tables = Readonly<Record<string, Readonly<Record<string, TableColumn>>>>;

export interface TableColumn {
  readonly type: string;
  readonly nullable: boolean;
}
