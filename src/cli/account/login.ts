import { command } from '../command.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { accountColumns, accountOf } from '../sign-in/account.ts';
import type { SignIn } from '../sign-in/sign-ins.ts';
import { acquire } from '../sign-in/token.ts';
import { openInBrowser } from '../terminal/open-in-browser.ts';
import { chooseMethod } from './choose-method.ts';

export const login = command({
  name: 'login',
  summary: 'Sign in to a Graph; later commands talk to it.',
  description:
    'Tokens are kept in a file that only you can read, below XDG_CONFIG_HOME or APPDATA; a client secret is never kept, but read from ASSISTD_CLIENT_SECRET each time. Without a method it shows a device code. ASSISTD_TOKEN wins over every login.',
  needs: 'graph',
  prints: true,
  options: {
    dev: { kind: 'flag', description: 'Sign in to a running assistd dev, without a question.' },
    user: { kind: 'text', value: 'NAME', description: 'With --dev: who to be; else its first administrator.' },
    deviceCode: { kind: 'flag', description: 'Show a code to enter in a browser on any device.' },
    browser: { kind: 'flag', description: 'Sign in in the browser of this machine.' },
    clientSecret: { kind: 'flag', description: 'As an application, with the secret in ASSISTD_CLIENT_SECRET.' },
    certificate: {
      kind: 'text',
      value: 'FILE',
      description: 'As an application, with the certificate and private key in a PEM file.',
    },
    managedIdentity: { kind: 'flag', description: 'As the managed identity of this Azure machine.' },
    withToken: { kind: 'flag', description: 'Keep an access token that is read from standard input.' },
    authority: {
      kind: 'text',
      value: 'URL',
      description:
        'Where to sign in: Entra ID, or the URL of any OpenID issuer; else where the Graph sends callers, if that is Microsoft or this machine.',
    },
    tenant: { kind: 'text', value: 'ID', description: 'The organisation, by id or domain; else that of the person.' },
    clientId: { kind: 'text', value: 'ID', description: 'The application registration to sign in through.' },
    audience: {
      kind: 'text',
      value: 'AUDIENCE',
      description:
        'What the token is for, where the issuer wants to be told: sent as audience (Auth0) and, where it is a URI, as resource (RFC 8707).',
    },
    scope: {
      kind: 'text',
      value: 'SCOPE',
      description:
        'What to ask for; else api://assistd/.default at an assistd, all that is granted at Graph, and “openid offline_access” at other issuers.',
    },
  },
  examples: [
    {
      line: 'assistd login --graph https://assist.example.org --tenant northwind.example --context northwind',
      does: 'One of several organisations, by a name of its own.',
    },
    { line: 'assistd login --dev', does: 'Sign in to assistd dev on this machine.' },
    {
      line: 'assistd login --graph https://graph.microsoft.com --device-code',
      does: 'Sign in to Microsoft’s own Graph, as a person.',
    },
    {
      line: 'assistd login --graph https://assist.example.org --authority https://id.example.org/realms/main --client-id assistd-cli --scope "openid offline_access assistd"',
      does: 'Through an issuer of your own: Keycloak, Auth0, Okta.',
    },
    {
      line: 'assistd login --graph https://assist.example.org --client-secret --tenant contoso.example --client-id 6f2a1a54-0b2a-4b6e-9a53-1f0f8f4a7f11',
      does: 'As an application, with ASSISTD_CLIENT_SECRET set.',
    },
  ],
  async run(context, { options }) {
    const { signIns, terminal, result, signal, environment } = context;
    const { origin } = context.target();
    const name = context.named ?? new URL(origin).host;
    const chosen = await chooseMethod(origin, options, context);
    const signIn: SignIn =
      'token' in chosen
        ? chosen
        : await acquire(
            { name, graph: origin },
            chosen,
            { environment, signal, signIns },
            {
              deviceCode: terminal.note,
              browser: (url) => {
                terminal.note(`Sign in at ${url}`);
                return openInBrowser(url, terminal);
              },
            },
          ).then(({ method, token }) => ({ ...method, token }));
    const account = accountOf(origin, signIn.token.value, signIn.method);
    if (signIn.token.expiresAt <= Date.now()) {
      throw new CommandFailure(exitCodes.refused, 'this token has run out already');
    }
    signIns.save({ name, graph: origin, signIn });
    signIns.use(name);
    await result.print({ ...account, context: name }, [
      { title: 'Context', value: (each) => each.context },
      ...accountColumns,
    ]);
  },
});
