// The unmodified @microsoft/msgraph-sdk, in a process of its own: which CAs it trusts is decided when it starts.
import { createGraphServiceClient, extendGraphServiceClient, GraphRequestAdapter } from '@microsoft/msgraph-sdk';
import * as models from '@microsoft/msgraph-sdk/models/index.js';
import { createODataErrorFromDiscriminatorValue } from '@microsoft/msgraph-sdk/models/oDataErrors/index.js';
import { playKiota } from './kiota.ts';
import { type DeviceManagementClient, deviceManagementMetadata } from './kiota-partners.ts';

const createCollection = models.createRemoteAssistancePartnerCollectionResponseFromDiscriminatorValue;
const metadata = deviceManagementMetadata({
  createPartner: models.createRemoteAssistancePartnerFromDiscriminatorValue,
  createCollection,
  createError: createODataErrorFromDiscriminatorValue,
  serializePartner: models.serializeRemoteAssistancePartner,
});
extendGraphServiceClient({ deviceManagement: metadata } as object);

await playKiota({
  adapter: (authentication) => new GraphRequestAdapter(authentication),
  client: (adapter) => createGraphServiceClient(adapter) as object as DeviceManagementClient,
  createCollection,
  createError: createODataErrorFromDiscriminatorValue,
});
