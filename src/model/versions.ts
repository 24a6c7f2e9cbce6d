import type { VersionName } from '../edm/type.ts';

declare module '../edm/type.ts' {
  interface Versions {
    'v1.0': Version;
    beta: Version;
    /** What assistd has beside Graph. */
    assist: Version;
  }
}

/** How a version names its schema (OData CSDL 4.01, section 5). */
export interface Version {
  readonly name: VersionName;
  readonly namespace: string;
  readonly alias?: string;
  readonly container: string;
  readonly description: string;
}

export const versions: Readonly<Record<VersionName, Version>> = {
  'v1.0': {
    name: 'v1.0',
    namespace: 'microsoft.graph',
    alias: 'graph',
    container: 'GraphService',
    description: 'Microsoft Graph v1.0, remote assistance',
  },
  beta: {
    name: 'beta',
    namespace: 'microsoft.graph',
    alias: 'graph',
    container: 'GraphService',
    description: 'Microsoft Graph beta, remote assistance',
  },
  assist: {
    name: 'assist',
    namespace: 'assistd',
    container: 'AssistService',
    description: 'What assistd has beside Microsoft Graph',
  },
};

export const versionNames = Object.keys(versions) as readonly VersionName[];
