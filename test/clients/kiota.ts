import type { ApiError, Parsable, ParsableFactory, RequestAdapter } from '@microsoft/kiota-abstractions';
import { AzureIdentityAuthenticationProvider } from '@microsoft/kiota-authentication-azure';
import { PageIterator } from '@microsoft/msgraph-sdk-core';
import { type DeviceManagementClient, type PartnerPage, partnersOf } from './kiota-partners.ts';
import { graphScope, type Partner, play, readTold } from './scenario.ts';

/** One published version of the Kiota SDK. */
export interface Sdk {
  readonly adapter: (authentication: AzureIdentityAuthenticationProvider) => RequestAdapter;
  readonly client: (adapter: RequestAdapter) => DeviceManagementClient;
  readonly createCollection: ParsableFactory<Parsable>;
  readonly createError: ParsableFactory<Parsable>;
}

type ODataError = ApiError & {
  readonly errorEscaped?: {
    readonly code?: string;
    readonly message?: string;
    readonly innerError?: { readonly requestId?: string };
  };
};

export async function playKiota(sdk: Sdk): Promise<void> {
  const told = readTold();
  await play(
    {
      partners(credential) {
        const host = new URL(told.origin).hostname;
        const authentication = new AzureIdentityAuthenticationProvider(
          credential,
          [graphScope],
          undefined,
          new Set([host]),
        );
        const adapter = sdk.adapter(authentication);
        adapter.baseUrl = `${told.origin}/${told.version}`;
        const iterate = (page: PartnerPage, each: (partner: Partner) => boolean) => {
          const factory = sdk.createCollection as ConstructorParameters<typeof PageIterator>[3];
          const first = page as ConstructorParameters<typeof PageIterator>[1];
          return new PageIterator(adapter, first, each, factory, { XXX: sdk.createError }).iterate();
        };
        return partnersOf(sdk.client(adapter), iterate);
      },
      surfaced(error) {
        const { responseStatusCode, errorEscaped } = error as ODataError;
        const { code, message, innerError } = errorEscaped ?? {};
        return { status: responseStatusCode, code, message, requestId: innerError?.requestId };
      },
    },
    told,
  );
}
