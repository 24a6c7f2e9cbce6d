import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { createSignIns, type NamedSignIn } from '../../src/cli/sign-in/sign-ins.ts';
import { notSignedIn, targetOf } from '../../src/cli/sign-in/target.ts';
import { Browser } from '../dev/clients/browser.ts';
import { makeRsaCertificate } from '../dev/clients/rsa-certificate.ts';
import { commandLineClient, startWorld, type World } from '../harness/world.ts';
import { createProgram, type Program } from './program.ts';
import { startStub } from './stub-graph.ts';

describe('signing in', () => {
  let world: World;
  let program: Program;

  before(async () => {
    world = await startWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const fresh = () => {
    program = createProgram(world.service.origin, { NODE_EXTRA_CA_CERTS: world.bundleFile ?? '' });
    return program;
  };
  const files = () => {
    const folder = join(program.folder, 'assistd');
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : [];
  };
  const modes = () => files().map((file) => (statSync(file).mode & 0o777).toString(8));
  const asked = () => world.lines.length;

  test('to assistd dev asks nothing, keeps the token from others, and shows it only when told to', async () => {
    using _ = fresh();
    const login = await program.run('login', '--dev', '--user', 'grady@contoso.example');
    assert.equal(login.code, 0, login.stderr);
    assert.deepEqual(new Set(modes()), new Set(['600']));
    const who = await program.run('whoami', '-o', 'json');
    const { name, permissions, roles } = JSON.parse(who.stdout);
    assert.equal(name, 'grady@contoso.example');
    assert.ok(permissions.length > roles.length && roles.length > 0, 'the person has not all that the application has');
    const token = (await program.run('token')).stdout.trim();
    assert.match(token, /^eyJ[\w-]+\.[\w-]+\.[\w-]+$/);
    for (const shown of [login.stdout, login.stderr, who.stdout, who.stderr]) assert.ok(!shown.includes(token));

    assert.equal((await program.run('logout')).code, 0);
    assert.ok(!files().some((file) => readFileSync(file, 'utf8').includes(token)));
    assert.equal((await program.run('token')).code, 3);
  });

  test('with a device code shows the code, and renews the token later without a question', async () => {
    using _ = fresh();
    let entered: Promise<unknown> | undefined;
    const onStderr = (text: string) => {
      const [, page, code] = /open the page (\S+) and enter the code (\S+)/.exec(text) ?? [];
      if (page) {
        const form = new URLSearchParams({ user_code: code ?? '', username: 'adele@contoso.example' });
        entered ??= fetch(page.replace(/^https:\/\/[^/]+/, world.service.origin), { method: 'POST', body: form });
      }
    };
    const login = await program.runWith({ onStderr }, 'login', '--tenant', world.contoso);
    await entered;
    assert.equal(login.code, 0, login.stderr);
    assert.equal((await program.run('partners', 'list')).code, 0);
    assert.deepEqual(new Set(modes()), new Set(['600']));

    expire(program);
    const renewed = await program.run('whoami', '-o', 'json');
    assert.equal(renewed.code, 0, renewed.stderr);
    assert.equal(JSON.parse(renewed.stdout).name, 'adele@contoso.example');
    await program.run('logout');
    assert.deepEqual(
      files().map((file) => readFileSync(file, 'utf8').includes('eyJ')),
      files().map(() => false),
      'neither tokens nor refresh tokens are left',
    );
  });

  test('as an application keeps no secret: it is asked for again when the token has run out', async () => {
    using _ = fresh();
    const [application] = world.issuer.directory.clients;
    const environment = { ASSISTD_CLIENT_SECRET: application?.secret ?? '' };
    const words = ['login', '--client-secret', '--tenant', world.contoso, '--client-id', application?.clientId ?? ''];
    const login = await program.runWith({ environment }, ...words);
    assert.equal(login.code, 0, login.stderr);
    assert.match(login.stdout, /Kind +application/);
    assert.ok(!files().some((file) => readFileSync(file, 'utf8').includes(environment.ASSISTD_CLIENT_SECRET)));
    assert.equal((await program.run('partners', 'list')).code, 0);

    expire(program);
    const without = await program.run('partners', 'list');
    assert.equal(without.code, 3);
    assert.match(without.stderr, /ASSISTD_CLIENT_SECRET/);
    assert.equal((await program.runWith({ environment }, 'partners', 'list')).code, 0);

    const wrong = await program.runWith({ environment: { ASSISTD_CLIENT_SECRET: 'not the secret' } }, ...words);
    assert.equal(wrong.code, 3);
    assert.match(wrong.stderr, /AADSTS7000215/);
    assert.ok(!wrong.stderr.includes('not the secret'));
  });

  test('with a certificate that the issuer does not know is refused in its words', async () => {
    using _ = fresh();
    const { key, certificate } = makeRsaCertificate('unknown');
    const file = join(program.folder, 'unknown.pem');
    writeFileSync(file, key + certificate);
    const [application] = world.issuer.directory.clients;
    const words = [
      'login',
      '--certificate',
      file,
      '--tenant',
      world.contoso,
      '--client-id',
      application?.clientId ?? '',
    ];
    const { code, stderr } = await program.run(...words);
    assert.equal(code, 3);
    assert.match(stderr, /AADSTS\d+/);
  });

  test('with a token handed in keeps it until it runs out; ASSISTD_TOKEN wins over it', async () => {
    using _ = fresh();
    const login = await program.runWith({ input: `${await world.token()}\n` }, 'login', '--with-token');
    assert.equal(login.code, 0, login.stderr);
    assert.match((await program.run('whoami')).stdout, /adele@contoso\.example/);
    const environment = { ASSISTD_TOKEN: await world.token({ tenant: world.fabrikam }) };
    assert.match((await program.runWith({ environment }, 'whoami')).stdout, /alex@fabrikam\.example/);
    const old = await world.token({ lifetimeSeconds: 1, claims: { exp: 1 } });
    assert.equal((await program.runWith({ input: old }, 'login', '--with-token')).code, 3);
    assert.equal((await program.runWith({ input: 'nonsense' }, 'login', '--with-token')).code, 1);
  });

  test('takes no stranger’s word for where to sign in, and sends it no secret', async () => {
    using _ = fresh();
    await using stranger = await startStub(() => ({
      status: 401,
      headers: { 'WWW-Authenticate': 'Bearer authorization_uri="https://login.evil.example/common/oauth2/authorize"' },
    }));
    const { code, stderr } = await program.runWith(
      { environment: { ASSISTD_CLIENT_SECRET: 's3cret' } },
      ...['login', '--client-secret', '--tenant', 't', '--client-id', 'c', '--graph', stranger.origin],
    );
    assert.equal(code, 2);
    assert.match(stderr, /--authority https:\/\/login\.evil\.example/);
    assert.ok(stranger.requests.every(({ headers }) => headers.authorization === undefined));
  });

  test('at any OpenID issuer it is by device code or in a browser that comes back, and is renewed without a question', async () => {
    using _ = fresh();
    const issuer = `${world.issuer.authorityHost}/${world.contoso}/v2.0`;
    const scope = 'openid offline_access https://graph.microsoft.com/.default';
    const words = ['login', '--authority', issuer, '--client-id', commandLineClient, '--scope', scope];
    // Programs of this test reach the http port: what the page is reached by makes no difference to it.
    const here = (url: string) => url.replace(/^https:\/\/[^/]+/, world.service.origin);
    let entered: Promise<unknown> | undefined;
    const byCode = await program.runWith(
      {
        onStderr: (text) => {
          const [, page, code] = /open the page (\S+) and enter the code (\S+)/.exec(text) ?? [];
          if (!page) return;
          const body = new URLSearchParams({ user_code: code ?? '', username: 'adele@contoso.example' });
          entered ??= fetch(here(page), { method: 'POST', body });
        },
      },
      ...words,
    );
    await entered;
    assert.equal(byCode.code, 0, byCode.stderr);
    expire(program);
    const renewed = await program.run('whoami', '-o', 'json');
    assert.equal(renewed.code, 0, renewed.stderr);
    assert.deepEqual(
      [JSON.parse(renewed.stdout).name, JSON.parse(renewed.stdout).signedInBy],
      ['adele@contoso.example', 'openIdDeviceCode'],
    );

    let signedIn: Promise<unknown> | undefined;
    const inBrowser = await program.runWith(
      {
        // What is opened is not a browser; the one that signs in is below.
        environment: { BROWSER: '/bin/true' },
        onStderr: (text) => {
          const [, page] = /Sign in at (\S+)\n/.exec(text) ?? [];
          if (!page) return;
          signedIn ??= new Browser()
            .open(here(page), 'adele@contoso.example', 'http://127.0.0.1')
            .then(({ url }) => fetch(url));
        },
      },
      ...words,
      '--browser',
    );
    await signedIn;
    assert.equal(inBrowser.code, 0, inBrowser.stderr);
    assert.match(inBrowser.stdout, /adele@contoso\.example/);

    const unknown = await program.run('login', '--authority', issuer, '--client-id', world.contoso);
    assert.equal(unknown.code, 3);
    assert.match(unknown.stderr, /AADSTS700016/);
  });

  test('each Graph has its own login, and the last one is talked to', async () => {
    await using other = await startWorld();
    using both = createProgram('');
    for (const [origin, user] of [
      [world.service.origin, 'adele@contoso.example'],
      [other.service.origin, 'alex@fabrikam.example'],
    ] as const) {
      const login = await both.run('login', '--dev', '--user', user, '--graph', origin);
      assert.equal(login.code, 0, login.stderr);
    }
    const before = asked();
    assert.match((await both.run('whoami')).stdout, /alex@fabrikam\.example/);
    assert.match((await both.run('whoami', '--graph', world.service.origin)).stdout, /adele@contoso\.example/);
    assert.equal(asked(), before, 'whoami reads the token, and asks nobody');

    const left = await both.run('logout');
    assert.match(left.stderr, /Nobody is signed in now.*localhost:\d+; assistd context use NAME/);
    const nobody = await both.run('partners', 'list');
    assert.equal(nobody.code, 3, 'no command acts as somebody else by itself');
    const { host } = new URL(world.service.origin);
    assert.match(nobody.stderr, new RegExp(`\\(${host}\\): assistd context use NAME`));
    assert.equal((await both.run('context', 'use', host)).code, 0);
    assert.match((await both.run('whoami')).stdout, /adele@contoso\.example/);
  });

  test('of one Graph there are several logins, each by its name, and none takes another’s place', async () => {
    using _ = fresh();
    const { origin } = world.service;
    for (const [name, user] of [
      ['contoso', 'adele@contoso.example'],
      ['fabrikam', 'alex@fabrikam.example'],
    ] as const) {
      assert.equal((await program.run('login', '--dev', '--user', user, '--context', name)).code, 0);
    }
    const listed = JSON.parse((await program.run('context', 'list', '-o', 'json')).stdout);
    assert.deepEqual(
      listed.map(({ name, current, graph, account }: Record<string, unknown>) => [name, current, graph, account]),
      [
        ['contoso', false, origin, 'adele@contoso.example'],
        ['fabrikam', true, origin, 'alex@fabrikam.example'],
      ],
    );
    const who = async (...words: string[]) => JSON.parse((await program.run('whoami', '-o', 'json', ...words)).stdout);
    assert.equal((await who('--context', 'contoso')).name, 'adele@contoso.example');
    assert.equal((await who('--graph', origin)).context, 'fabrikam', 'the current one, where it is there');
    const environment = { ASSISTD_CONTEXT: 'contoso' };
    assert.match((await program.runWith({ environment }, 'whoami')).stdout, /adele@contoso\.example/);

    const elsewhere = await program.run('partners', 'list', '--context', 'contoso', '--graph', 'http://localhost:1');
    assert.equal(elsewhere.code, 2);
    assert.match(elsewhere.stderr, /the context contoso is at .* and not at http:\/\/localhost:1/);
    assert.match((await program.run('whoami', '--context', 'nobody')).stderr, /There are: contoso, fabrikam/);

    const signIns = createSignIns({ XDG_CONFIG_HOME: program.folder });
    signIns.remove('fabrikam');
    const said = { graph: origin, context: undefined, environment: {} };
    assert.equal(targetOf(said, signIns).signedIn?.name, 'contoso', 'who alone is signed in there');
    signIns.save({ ...(signIns.find('contoso') as NamedSignIn), name: 'other' });
    const unclear = targetOf(said, signIns);
    assert.equal(unclear.signedIn, undefined);
    assert.match(notSignedIn(unclear, undefined, signIns).message, /several are signed in/);
  });

  test('a login that the first release has kept is still one', async () => {
    using _ = fresh();
    await program.run('login', '--dev');
    const file = join(program.folder, 'assistd', 'sign-ins.json');
    const { contexts } = JSON.parse(readFileSync(file, 'utf8'));
    const [{ graph, signIn }] = Object.values(contexts) as [{ graph: string; signIn: object }];
    writeFileSync(file, JSON.stringify({ current: graph, graphs: { [graph]: signIn } }));
    assert.match((await program.run('whoami')).stdout, /adele@contoso\.example/);
    assert.equal((await program.run('logout')).code, 0);
    assert.equal((await program.run('whoami')).code, 3);
  });
});

/** Makes the kept token one that has run out. */
function expire({ folder }: Program): void {
  const file = join(folder, 'assistd', 'sign-ins.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/"expiresAt": \d+/, '"expiresAt": 1'));
}
