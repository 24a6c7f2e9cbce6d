import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { PermissionGeneration } from '../../src/model/permissions.ts';
import { startWorld, type World } from '../harness/world.ts';
import { addressOf, everyPermission, type OperationRequest, requests, versions } from './requests.ts';
import { serviceErrorOf } from './service-error.ts';

const kinds = ['delegated', 'application'] as const;

for (const generation of ['documented', 'current'] as const) {
  describe(`with permissions ${generation}`, () => {
    let world: World;
    before(async () => {
      world = await startWorld({ settings: { permissions: generation } });
    });
    after(() => world[Symbol.asyncDispose]());

    const holding = (kind: (typeof kinds)[number], permissions: readonly string[]) =>
      kind === 'delegated' ? world.token({ permissions }) : world.applicationToken({ permissions });

    for (const request of requests) {
      for (const version of versions) {
        for (const kind of kinds) {
          const accepted = acceptedIn(generation, request, version, kind);
          test(`${kind}: ${request.method} ${version}/${request.path} takes ${accepted.join(' or ') || 'no token'}`, async () => {
            // A partner that is not there shows that a caller got past the permissions, and changes nothing.
            const address = addressOf(request, version, 'none');
            const { body } = request;
            const passed: string[] = [];
            for (const permission of everyPermission) {
              const token = await holding(kind, [permission]);
              const reply = await world.send(request.method, address, { token, body });
              if (reply.status !== 403) passed.push(permission);
              else {
                const documented = accepted.length > 0;
                assert.equal(serviceErrorOf(reply, 403, 'Forbidden').text, documented ? missing(accepted) : appOnly);
              }
            }
            assert.deepEqual(passed, accepted);
            const nothing = await world.send(request.method, address, { token: await holding(kind, []), body });
            serviceErrorOf(nothing, 403, 'Forbidden');
          });
        }
      }
    }

    test('the log line of a refusal says which row refused, and which setting would admit', async () => {
      const path = '/v1.0/deviceManagement/remoteAssistancePartners';
      const other = generation === 'documented' ? 'current' : 'documented';
      const lineOf = async (token: string) => {
        const reply = await world.send('GET', path, { token });
        assert.equal(reply.status, 403);
        const line = world.lines.find(({ fields }) => fields.requestId === reply.headers.get('request-id'));
        assert.equal(line?.message, 'request refused');
        return line.fields;
      };
      const nothing = await lineOf(await world.token({ permissions: ['User.Read'] }));
      assert.equal(nothing.tenantId, world.contoso);
      assert.equal(nothing.operation, 'remoteAssistancePartners.list');
      assert.match(
        String(nothing.reason),
        new RegExp(
          `^row ${generation} of remoteAssistancePartners.list on v1.0: delegated .*; no setting would admit it$`,
        ),
      );
      if (generation !== 'documented') return;
      const family = await lineOf(await world.token({ permissions: ['DeviceManagementConfiguration.Read.All'] }));
      assert.match(String(family.reason), new RegExp(`; permissions=${other} would admit it$`));
      const application = await lineOf(
        await world.applicationToken({ permissions: ['DeviceManagementServiceConfig.Read.All'] }),
      );
      assert.match(String(application.reason), /no application tokens; permissions=current would admit it$/);
    });

    test('the roles of a person open nothing, and the scopes of an application neither', async () => {
      const every = [...everyPermission];
      const person = await world.token({ permissions: [], claims: { roles: every } });
      const path = '/beta/deviceManagement/remoteAssistancePartners';
      serviceErrorOf(await world.send('GET', path, { token: person }), 403, 'Forbidden');
      const application = await world.applicationToken({ permissions: ['Other.Read'] });
      serviceErrorOf(await world.send('GET', path, { token: application }), 403, 'Forbidden');
    });
  });
}

const appOnly =
  'Application is not authorized to perform this operation as called in app only context but does not have application permissions configured.';

function missing(accepted: readonly string[]): string {
  const spelled = accepted.flatMap((name) =>
    name.includes('ServiceConfig.') ? [name.replace('ServiceConfig.', 'ServiceConfiguration.'), name] : [name],
  );
  return `Application is not authorized to perform this operation. Application must have one of the following scopes: ${spelled.join(', ')}`;
}

function acceptedIn(
  generation: PermissionGeneration,
  { permission }: OperationRequest,
  version: (typeof versions)[number],
  kind: (typeof kinds)[number],
): readonly string[] {
  if (generation === 'documented' && kind === 'application' && version === 'v1.0') return [];
  return generation === 'documented' ? permission.documented : [...permission.documented, ...permission.added];
}
