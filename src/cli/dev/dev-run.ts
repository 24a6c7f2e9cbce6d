import { TurnableClock } from '../../core/clock.ts';
import { type Development, startDevelopment } from '../../dev/development.ts';
import { SettingsInvalid } from '../../settings/problem.ts';
import type { LeftOut } from '../../settings/serve-own.ts';
import { isPostgresUrl } from '../../store/database.ts';
import type { Context } from '../context.ts';
import { createLog, openTracing, untilStopped } from '../run.ts';
import { inspectedSettings } from '../settings-options.ts';
import { startRealPartner } from './real-partner.ts';

export async function runDevelopment(
  context: Context,
  given: Readonly<Record<string, unknown>>,
  options: { readonly partner: 'meshcentral' | undefined; readonly yes: boolean },
) {
  const { environment, terminal } = context;
  const { settings: asked, problems, leftOut } = inspectedSettings('dev', { logLevel: 'warn', ...given }, environment);
  if (problems.length > 0) throw new SettingsInvalid(problems);
  if (leftOut.length > 0) terminal.note(leftOutText(leftOut));
  const log = createLog(asked.logLevel);
  await using tracing = await openTracing(environment, log);
  await using real = options.partner && (await startRealPartner(context, asked, options.yes));
  const settings = real ? { ...asked, connectors: [real.connector, ...asked.connectors] } : asked;
  const development = await startDevelopment(settings, new TurnableClock(), log, { devices: 12, observer: tracing });
  await terminal.write(await welcome(development, shown(settings.database)));
  if (real) await terminal.write(await real.connect(development));
  await untilStopped(development, log, settings);
}

function leftOutText(leftOut: readonly LeftOut[]): string {
  const named = leftOut.map(({ setting, source }) => `${setting} (${source})`).join(', ');
  return `assistd dev leaves out what assistd serve works on: ${named}. Give dev its own by flags.`;
}

/** A URL may hold a password. */
function shown(database: string): string {
  return isPostgresUrl(database) ? 'PostgreSQL' : database;
}

/** What somebody who has just started it needs to see the main job done. */
async function welcome({ service, issuer, sandbox, bundleFile }: Development, database: string): Promise<string> {
  const [application, commandLine] = issuer.directory.clients;
  const [admin] = issuer.directory.users;
  const [tenant] = issuer.directory.tenants;
  if (!application || !commandLine || !admin || !tenant) throw new Error('the development directory is empty');
  const adminToken = await issuer.mint({ clientId: commandLine.clientId, userPrincipalName: admin.userPrincipalName });
  const applicationToken = await issuer.mint({ clientId: application.clientId });
  const partners = `${service.origin}/v1.0/deviceManagement/remoteAssistancePartners`;
  return `assistd dev: ${service.origin} and ${service.tlsOrigin}
Everything here is for development, on this machine only. Database: ${database}. Stop with Ctrl+C.

  Graph       ${service.origin}/v1.0   ${service.origin}/beta
  Console     ${service.origin}/console/   (for people who do not write scripts)
  Sign-in     ${issuer.authorityHost}/${tenant.domain}
  Control     ${service.origin}/_assistd   (seed, reset, faults, clock: docs/guide/testing.md)
  TeamViewer  ${sandbox.origin}   (a sandbox; its own record: ${sandbox.origin}/sandbox/grants)

For clients that insist on https (official SDKs, MSAL):
  export NODE_EXTRA_CA_CERTS=${bundleFile}

An application (client credentials; on v1.0 only with --permissions current):
  tenant ${tenant.tenantId}  client id ${application.clientId}  secret ${application.secret}

A token of ${admin.userPrincipalName}, and one of the application "${application.displayName}":
  export TOKEN=${adminToken}
  export APP_TOKEN=${applicationToken}

Connect to TeamViewer and disconnect again:
  export PARTNER=$(curl -s -H "Authorization: Bearer $TOKEN" ${partners} | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')
  curl -s -X POST -H "Authorization: Bearer $TOKEN" ${partners}/$PARTNER/beginOnboarding
  curl -s -L "$(curl -s -H "Authorization: Bearer $TOKEN" ${partners}/$PARTNER | sed 's/.*"onboardingUrl":"\\([^"]*\\)".*/\\1/')&consent=allow"
  curl -s -X POST -H "Authorization: Bearer $TOKEN" ${partners}/$PARTNER/disconnect -w '%{http_code}\\n'
  sleep 1; curl -s ${sandbox.origin}/sandbox/grants
`;
}
