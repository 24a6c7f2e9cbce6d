// The part of the Kiota SDK that has deviceManagement is not published to npm; it is metadata of this kind, generated, and plugged
// into the published client by the extension point that it uses itself.
import type {
  NavigationMetadata,
  Parsable,
  ParsableFactory,
  RequestConfiguration,
} from '@microsoft/kiota-abstractions';
import type { Partner, Partners } from './scenario.ts';

/** What the published models of one version give. */
export interface Models {
  readonly createPartner: ParsableFactory<Parsable>;
  readonly createCollection: ParsableFactory<Parsable>;
  readonly createError: ParsableFactory<Parsable>;
  readonly serializePartner: Exclude<
    NonNullable<NonNullable<NavigationMetadata['requestsMetadata']>['post']>['requestBodySerializer'],
    string | undefined
  >;
}

interface ListQuery {
  readonly count?: boolean;
  readonly filter?: string;
  readonly orderby?: string[];
  readonly select?: string[];
  readonly top?: number;
}

export interface PartnerPage {
  readonly value?: Partner[] | null;
  readonly odataNextLink?: string | null;
}

/** The fluent surface that the metadata gives the client. */
export interface DeviceManagementClient {
  readonly deviceManagement: {
    readonly remoteAssistancePartners: {
      get(configuration?: RequestConfiguration<ListQuery>): Promise<PartnerPage | undefined>;
      post(partner: object): Promise<Partner | undefined>;
      readonly count: { get(): Promise<number | undefined> };
      byRemoteAssistancePartnerId(id: string): {
        get(): Promise<Partner | undefined>;
        patch(partner: object): Promise<Partner | undefined>;
        delete(): Promise<void>;
        readonly beginOnboarding: { post(): Promise<void> };
        readonly disconnect: { post(): Promise<void> };
      };
    };
  };
}

const base = '{+baseurl}/deviceManagement/remoteAssistancePartners';
const item = `${base}/{remoteAssistancePartner%2Did}`;
const json = 'application/json';

export function deviceManagementMetadata(models: Models): NavigationMetadata {
  const errorMappings = { XXX: models.createError };
  const listOptions = ['count', 'expand', 'filter', 'orderby', 'search', 'select', 'skip', 'top'];
  const action = (name: string): NavigationMetadata => ({
    requestsMetadata: {
      post: {
        uriTemplate: `${item}/${name}`,
        responseBodyContentType: json,
        errorMappings,
        adapterMethodName: 'sendNoResponseContent',
      },
    },
  });
  const entity = {
    responseBodyContentType: json,
    errorMappings,
    adapterMethodName: 'send',
    responseBodyFactory: models.createPartner,
  } as const;
  const written = { ...entity, requestBodyContentType: json, requestBodySerializer: models.serializePartner } as const;
  const partners: NavigationMetadata = {
    requestsMetadata: {
      get: {
        ...entity,
        uriTemplate: `${base}{?${listOptions.map((name) => `%24${name}`).join(',')}}`,
        responseBodyFactory: models.createCollection,
        queryParametersMapper: Object.fromEntries(listOptions.map((name) => [name, `%24${name}`])),
      },
      post: { ...written, uriTemplate: base, requestInformationContentSetMethod: 'setContentFromParsable' },
    },
    navigationMetadata: {
      count: {
        requestsMetadata: {
          get: {
            uriTemplate: `${base}/$count{?%24filter,%24search}`,
            responseBodyContentType: 'text/plain;q=0.9',
            errorMappings,
            adapterMethodName: 'sendPrimitive',
            responseBodyFactory: 'number',
          },
        },
      },
      byRemoteAssistancePartnerId: {
        pathParametersMappings: ['remoteAssistancePartner%2Did'],
        requestsMetadata: {
          get: { ...entity, uriTemplate: `${item}{?%24expand,%24select}` },
          patch: { ...written, uriTemplate: item, requestInformationContentSetMethod: 'setContentFromParsable' },
          delete: {
            uriTemplate: item,
            responseBodyContentType: json,
            errorMappings,
            adapterMethodName: 'sendNoResponseContent',
          },
        },
        navigationMetadata: { beginOnboarding: action('beginOnboarding'), disconnect: action('disconnect') },
      },
    },
  };
  return { navigationMetadata: { remoteAssistancePartners: partners } };
}

/** @param iterate the SDK's own iterator over the pages that follow */
export function partnersOf(
  client: DeviceManagementClient,
  iterate: (page: PartnerPage, each: (partner: Partner) => boolean) => Promise<void>,
): Partners {
  const { remoteAssistancePartners: partners } = client.deviceManagement;
  const one = (id: string) => partners.byRemoteAssistancePartnerId(id);
  const there = (partner: Partner | undefined): Partner => {
    if (!partner) throw new Error('the client gave nothing');
    return partner;
  };
  return {
    async names({ filter, orderBy, select }) {
      const queryParameters = {
        ...(filter && { filter }),
        ...(orderBy && { orderby: [orderBy] }),
        ...(select && { select: [select] }),
      };
      const page = await partners.get({ queryParameters });
      return (page?.value ?? []).map(({ displayName }) => displayName);
    },
    count: async () => (await partners.count.get()) ?? -1,
    get: async (id) => there(await one(id).get()),
    create: async (displayName) => there(await partners.post({ displayName })),
    update: async (id, displayName) => there(await one(id).patch({ displayName })),
    begin: (id) => one(id).beginOnboarding.post(),
    disconnect: (id) => one(id).disconnect.post(),
    remove: (id) => one(id).delete(),
    async walk(size) {
      const names: unknown[] = [];
      const page = await partners.get({ queryParameters: { top: size } });
      await iterate(page ?? {}, ({ displayName }) => {
        names.push(displayName);
        return true;
      });
      return names;
    },
  };
}
