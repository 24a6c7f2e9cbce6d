import type { Graph } from '../../client/graph.ts';

/** What is done with one thing, or would be. */
export interface Step {
  readonly what: 'partner' | 'settings' | 'device';
  readonly name: string;
  readonly action: 'create' | 'change' | 'same' | 'failed' | 'skipped';
  readonly note: string;
}

export interface Migration {
  readonly from: Graph;
  readonly to: Graph;
  readonly parts: { readonly partners: boolean; readonly settings: boolean; readonly devices: boolean };
  /** Without it, steps are only told. */
  readonly apply: boolean;
  readonly say: (text: string) => void;
}
