import type { Locator, Page } from 'playwright-core';
import type { Text } from '../../console/src/text/en.ts';

/** What opens over a page, by a button. */
export interface Surface {
  readonly name: string;
  readonly opener: string | RegExp;
  readonly role: 'dialog' | 'region';
  /** What has to be done before there is the button. */
  readonly first?: (page: Page) => Promise<unknown>;
  /** What it is looked at for: a question with its errors, say. */
  readonly until?: (opened: Locator) => Promise<unknown>;
  /** What opens from within it. */
  readonly inside?: readonly Surface[];
}

/** A page, and everything that opens over it. */
export interface Place {
  readonly name: string;
  /** Below `/console`. */
  readonly path: string;
  /** What is there once it is. */
  readonly shown: string;
  /** As which page of the navigation it counts. */
  readonly within?: keyof Text['pages'];
  readonly prepare?: (page: Page) => Promise<unknown>;
  readonly surfaces: readonly Surface[];
}

const dialog = (name: string, opener: Surface['opener'], more: Partial<Surface> = {}): Surface => ({
  name,
  opener,
  role: 'dialog',
  ...more,
});
const menu = (name: string, opener: Surface['opener'], first?: Surface['first']): Surface => ({
  name,
  opener,
  role: 'region',
  ...(first && { first }),
});

/** Every page of the console with every menu, dialog and drawer, by the words of one language. */
export function surfacesOf(
  text: Text,
  ids: Readonly<Record<'partner' | 'device' | 'disconnect' | 'fabrikam', string>>,
): readonly Place[] {
  const { general, shell, attention, search, partners, devices, views, deviceImport, bulk, sessions, ending } = text;
  const { audit, connectors, people, tenants, failures, consent, overview, notFound } = text;
  const answered = (page: Page, pattern: string, json: object) =>
    page.route(pattern, async (route) => {
      const response = await route.fetch();
      await route.fulfill({ response, json: { ...(await response.json()), ...json } });
    });
  const submitted = (action: string) => async (opened: Locator) => {
    await opened.getByRole('button', { name: action, exact: true }).click();
    await opened.locator('[aria-invalid=true]').first().waitFor();
  };
  const unfold = async (page: Page) => {
    const commands = page.getByRole('button', { name: general.commands, exact: true });
    if (await commands.isVisible()) await commands.click();
  };
  return [
    {
      name: 'the overview',
      path: '/',
      shown: overview.whoIsInside,
      within: 'overview',
      surfaces: [
        menu('languages and colours', shell.settings),
        menu('who is signed in', shell.account('Adele Admin')),
        menu('what needs attention', attention.nothing),
        dialog('the search', search.open),
      ],
    },
    {
      name: 'partners',
      path: '/partners',
      shown: partners.status.onboarded,
      within: 'partners',
      surfaces: [
        dialog('the question before a disconnect', partners.disconnect, {
          until: (opened) => opened.getByText(partners.limit.noCutting('TeamViewer')).waitFor(),
        }),
      ],
    },
    {
      name: 'a consent that is awaited',
      path: `/connect?partner=${ids.partner}&state=s`,
      shown: consent.requestedBy,
      within: 'partners',
      prepare: (page) =>
        answered(page, '**/awaitedConsent()', {
          status: 'awaited',
          requestedBy: 'adele@contoso.example',
          requestedDateTime: '2026-11-26T08:00:00Z',
          expirationDateTime: '2026-11-26T09:00:00Z',
        }),
      surfaces: [],
    },
    {
      name: 'devices',
      path: '/devices',
      shown: 'PC-00001',
      within: 'devices',
      surfaces: [
        menu('views of the devices', views.title, unfold),
        menu('ways to export devices', general.export),
        menu('columns of the devices', general.view),
        dialog('a device to add, with what is missing', devices.addAction, { until: submitted(devices.add) }),
        dialog('devices to import', deviceImport.action),
        dialog('a device', 'PC-00001'),
        dialog('the question before sessions are asked for on many devices', bulk.request.action, {
          first: (page) => page.getByRole('checkbox', { name: general.chooseAll }).click(),
        }),
      ],
    },
    {
      name: 'the page of a device',
      path: `/devices/${ids.device}`,
      shown: devices.sessions,
      within: 'devices',
      surfaces: [
        dialog('a device to edit, with all properties', devices.edit, {
          until: (opened) => opened.getByRole('button', { name: text.form.more }).click(),
        }),
        dialog('the question before a device is removed', devices.remove),
      ],
    },
    {
      name: 'the page of a person',
      path: '/people?name=adele%40contoso.example',
      shown: people.did,
      within: 'devices',
      surfaces: [dialog('the question before tokens are refused', people.revoke)],
    },
    {
      name: 'sessions',
      path: '/sessions',
      shown: 'PC-00001',
      within: 'sessions',
      surfaces: [
        menu('ways to export sessions', general.export),
        menu('columns of the sessions', general.view),
        dialog('a session', 'PC-00001', {
          until: (opened) => opened.getByText(sessions.connections).waitFor(),
          inside: [dialog('the question before a session is closed', sessions.close)],
        }),
      ],
    },
    { name: 'disconnects', path: '/disconnects', shown: 'TeamViewer', within: 'disconnects', surfaces: [] },
    {
      name: 'the page of a disconnect',
      path: `/disconnects/${ids.disconnect}`,
      shown: ending.notEstablished,
      within: 'disconnects',
      surfaces: [],
    },
    {
      name: 'pending work',
      path: '/obligations',
      shown: overview.kinds['grant.retire'],
      within: 'obligations',
      surfaces: [dialog('a piece of pending work', overview.kinds['grant.retire'])],
    },
    {
      name: 'the audit trail',
      path: '/audit',
      shown: audit.activities['RequestRemoteAssistance ManagedDevice'],
      within: 'audit',
      surfaces: [
        menu('ways to export events', general.export),
        dialog('an event', audit.activities['RevokeGrant RemoteAssistancePartner']),
      ],
    },
    {
      name: 'connectors',
      path: '/connectors',
      shown: connectors.severed,
      within: 'connectors',
      surfaces: [
        dialog('the question before a severance', connectors.sever),
        dialog('the question before a connector is restored', connectors.restore),
      ],
    },
    { name: 'settings', path: '/settings', shown: text.settings.lifetimes, within: 'settings', surfaces: [] },
    {
      name: 'tenants',
      path: '/tenants',
      shown: 'Fabrikam',
      within: 'tenants',
      surfaces: [
        dialog('a tenant to add, with what is missing', tenants.add, { until: submitted(tenants.add) }),
        dialog('a tenant', 'Fabrikam', {
          until: (opened) => opened.getByText(tenants.lastActivity).waitFor(),
          inside: [
            dialog('the question before a tenant is disconnected', partners.disconnect),
            dialog('the question before a suspension', tenants.suspend),
          ],
        }),
      ],
    },
    {
      name: 'an offboarding',
      path: `/tenants/${ids.fabrikam}`,
      shown: tenants.offboardingOf('Fabrikam'),
      within: 'tenants',
      surfaces: [],
    },
    { name: 'no page', path: '/nowhere', shown: notFound.heading, surfaces: [] },
    {
      name: 'a service that is not available',
      path: '/disconnects?sort=requestedDateTime+asc',
      shown: failures.unavailable.title,
      within: 'disconnects',
      prepare: (page) =>
        page.route('**/assist/disconnects?**', (route) =>
          route.fulfill({
            status: 503,
            headers: { 'Retry-After': '300' },
            json: { error: { code: 'ServiceUnavailable', message: '503' } },
          }),
        ),
      surfaces: [],
    },
  ];
}
