// The unmodified @microsoft/msgraph-beta-sdk, in a process of its own: which CAs it trusts is decided when it starts.
import {
  createGraphBetaServiceClient,
  extendGraphBetaServiceClient,
  GraphBetaRequestAdapter,
} from '@microsoft/msgraph-beta-sdk';
import * as models from '@microsoft/msgraph-beta-sdk/models/index.js';
import { createODataErrorFromDiscriminatorValue } from '@microsoft/msgraph-beta-sdk/models/oDataErrors/index.js';
import { playKiota } from './kiota.ts';
import { type DeviceManagementClient, deviceManagementMetadata } from './kiota-partners.ts';

const createCollection = models.createRemoteAssistancePartnerCollectionResponseFromDiscriminatorValue;
const metadata = deviceManagementMetadata({
  createPartner: models.createRemoteAssistancePartnerFromDiscriminatorValue,
  createCollection,
  createError: createODataErrorFromDiscriminatorValue,
  serializePartner: models.serializeRemoteAssistancePartner,
});
extendGraphBetaServiceClient({ deviceManagement: metadata } as object);

await playKiota({
  adapter: (authentication) => new GraphBetaRequestAdapter(authentication),
  client: (adapter) => createGraphBetaServiceClient(adapter) as object as DeviceManagementClient,
  createCollection,
  createError: createODataErrorFromDiscriminatorValue,
});
