import type { Workload } from '../edm/operation.ts';

declare module '../edm/operation.ts' {
  /** The workloads that Graph counts requests by (Microsoft Graph service-specific throttling limits, Intune). */
  interface Workloads {
    remoteAssistance: WorkloadLimits;
    auditing: WorkloadLimits;
    devices: WorkloadLimits;
  }
}

/** How many requests a window takes. */
export interface WindowLimit {
  /** Of one organisation, from all applications together. */
  readonly tenant: number;
  /** Of one organisation, from one application. */
  readonly application: number;
}

export interface WorkloadLimits {
  /** POST, PATCH and DELETE. */
  readonly writes: WindowLimit;
  /** Requests of any kind. */
  readonly requests: WindowLimit;
}

export interface ThrottlingLimits extends Readonly<Record<Workload, WorkloadLimits>> {
  /** Of one application of an organisation, whatever it asks for, in a second. */
  readonly applicationPerSecond: number;
}

/** The window of a workload's limits, in milliseconds. */
export const workloadWindowMs = 20_000;

const usual: WorkloadLimits = {
  writes: { tenant: 200, application: 100 },
  requests: { tenant: 2000, application: 1000 },
};

/** What Graph documents ("Microsoft Graph service-specific throttling limits", Intune). */
export const documentedLimits: ThrottlingLimits = {
  remoteAssistance: usual,
  auditing: usual,
  devices: {
    writes: { tenant: 400, application: 200 },
    requests: { tenant: 4000, application: 2000 },
  },
  applicationPerSecond: 2000,
};
