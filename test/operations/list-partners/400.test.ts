import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startWorld, type World } from '../../harness/world.ts';
import { errorOf } from '../service-error.ts';

const path = '/v1.0/deviceManagement/remoteAssistancePartners';
const type = 'microsoft.graph.remoteAssistancePartner';

describe('a list that cannot be given is refused, never given wrongly', () => {
  let world: World;
  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const refusals: readonly [query: string, message: string | RegExp, code?: string][] = [
    [
      '$select=nope',
      `Parsing OData Select and Expand failed: Could not find a property named 'nope' on type '${type}'.`,
    ],
    ['$select=onboardingRequestExpiryDateTime', /Could not find a property named 'onboardingRequestExpiryDateTime'/],
    ['$select=grant_id', /Could not find a property named 'grant_id'/],
    ['$filter=nope eq 1', `Could not find a property named 'nope' on type '${type}'.`],
    ["$filter=connector eq 'TeamViewer'", /Could not find a property named 'connector'/],
    ['$filter=', /^Invalid filter clause: /],
    ['$filter=displayName eq', /^Invalid filter clause: /],
    ["$filter=displayName eq 'a", /^Invalid filter clause: /],
    ["$filter=onboardingStatus eq 'unheard'", /^Invalid filter clause: /],
    ["$filter=lastConnectionDateTime gt 'x'", /^Invalid filter clause: /],
    ["$filter=displayName eq '%00'", /^Invalid filter clause: /],
    ["$filter=1 eq 1) or (tenant_id ne ''", /^Invalid filter clause: /],
    [`$filter=${'('.repeat(500)}true${')'.repeat(500)}`, /^Invalid filter clause: /],
    ['$orderby=nope', /nope/],
    ['$orderby=displayName sideways', /^Invalid orderby clause: /],
    ['$top=-1', /^Invalid value for query option '\$top': /],
    ['$top=many', /^Invalid value for query option '\$top': /],
    ['$skip=1.5', /^Invalid value for query option '\$skip': /],
    ['$count=maybe', /^Invalid value for query option '\$count': /],
    ['$format=xml', /^Invalid value for query option '\$format': /],
    ['$skiptoken=AAAA', /^Invalid value for query option '\$skiptoken': /],
    ['$top=1&$top=2', /it is given twice/],
    ['$filter=%zz', /hexadecimal/],
    ['$filter=%ff', /UTF-8/],
    ['$search=x', "The query specified in the URI is not valid. Query option '$search' is not allowed."],
    ['$apply=aggregate(id)', "The query specified in the URI is not valid. Query option '$apply' is not allowed."],
    ['$deltatoken=x', /'\$deltatoken' is not allowed/],
    ['$expand=nope', /Could not find a property named 'nope'/],
  ];
  for (const [query, message, code = 'BadRequest'] of refusals) {
    test(query.length > 80 ? 'a filter that nests too deeply' : query, async () => {
      const error = errorOf(await world.send('GET', `${path}?${query}`), 400, code);
      if (typeof message === 'string') assert.equal(error.message, message);
      else assert.match(error.message, message);
    });
  }

  test('a skip token is worth nothing in another walk, or in another hand', async () => {
    for (const displayName of ['a', 'b', 'c']) await world.send('POST', path, { body: { displayName } });
    const { json } = await world.send('GET', `${path}?$top=1&$orderby=displayName`);
    const token = new URL(json['@odata.nextLink']).searchParams.get('$skiptoken');
    const elsewhere = await world.send('GET', `${path}?$top=1&$orderby=displayName desc&$skiptoken=${token}`);
    assert.match(errorOf(elsewhere, 400, 'BadRequest').message, /another \$filter, \$orderby or \$search/);
    const fabrikam = await world.token({ tenant: world.fabrikam });
    const foreign = await world.send('GET', `${path}?$top=9&$orderby=displayName&$skiptoken=${token}`, {
      token: fabrikam,
    });
    assert.ok(foreign.json.value.every((each: { displayName: string }) => each.displayName === 'TeamViewer'));
  });

  test('$count takes no options of a page', async () => {
    const error = errorOf(await world.send('GET', `${path}/$count?$top=1`), 400, 'BadRequest');
    assert.match(error.message, /'\$top' is not allowed/);
  });
});
