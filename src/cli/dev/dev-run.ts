import { resolve, sep } from 'node:path';
import { TurnableClock } from '../../core/clock.ts';
import { type Development, startDevelopment } from '../../dev/development.ts';
import type { PermissionsReport } from '../../dev/requests/permission-use.ts';
import type { AnsweredRequest } from '../../http/graph/graph.ts';
import { SettingsInvalid } from '../../settings/problem.ts';
import type { Settings } from '../../settings/schema.ts';
import type { LeftOut } from '../../settings/serve-own.ts';
import { isPostgresUrl } from '../../store/database.ts';
import type { Context } from '../context.ts';
import { CommandFailure, exitCodes } from '../exit-codes.ts';
import { createLog } from '../log.ts';
import { openTracing, untilStopped } from '../run.ts';
import { inspectedSettings } from '../settings-options.ts';
import { printableLine } from '../terminal/printable.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { runBeside } from './beside.ts';
import { clientEnvironment, proxied, trusting } from './client-environment.ts';
import { played } from './played.ts';
import { requestLine } from './request-line.ts';

interface DevOptions {
  readonly asGraph: boolean;
  readonly exec: string | undefined;
  readonly failOnExcess: boolean;
  readonly quiet: boolean;
  readonly partner: 'meshcentral' | undefined;
  readonly yes: boolean;
  readonly probeFixture: string | undefined;
}

export async function runDevelopment(
  context: Context,
  given: Readonly<Record<string, unknown>>,
  { asGraph, exec, failOnExcess, quiet, partner, yes, probeFixture }: DevOptions,
) {
  const { environment, terminal } = context;
  const { settings: asked, problems, leftOut } = inspectedSettings('dev', { logLevel: 'warn', ...given }, environment);
  if (problems.length > 0) throw new SettingsInvalid(problems);
  if (leftOut.length > 0) terminal.note(leftOutText(leftOut));
  const log = createLog(asked.logLevel);
  await using tracing = await openTracing(environment, log);
  await using real = partner && (await (await import('./real-partner.ts')).startRealPartner(context, asked, yes));
  const settings = real ? { ...asked, connectors: [real.connector, ...asked.connectors] } : asked;
  const development = await startDevelopment(settings, new TurnableClock(), log, {
    devices: 12,
    asGraph,
    played: played(probeFixture),
    ...(!quiet && { onAnswered: noteTogether(terminal) }),
    observer: tracing,
  }).catch((error: unknown) => {
    throw withoutFolder(settings, error);
  });
  const { permissions } = development;
  const told = await real?.connect(development).catch(async (error: unknown) => {
    await development[Symbol.asyncDispose]();
    throw error;
  });
  if (exec === undefined) {
    await terminal.write(await welcome(development, shown(settings.database)));
    if (told !== undefined) await terminal.write(told);
    await untilStopped(development, log, settings);
  } else {
    await using running = development;
    process.exitCode = await runBeside(exec, await clientEnvironment(running));
  }
  // What failed by itself ends as it failed.
  if (failOnExcess && !process.exitCode) refuseExcess(permissions.report());
}

/** What stopped a start, with what to do where one of its folders cannot be made or written. */
function withoutFolder({ dataFolder, database }: Pick<Settings, 'dataFolder' | 'database'>, error: unknown): unknown {
  const { path, message } = error as NodeJS.ErrnoException;
  if (path === undefined) return error;
  const inFull = (each: string) => resolve(each) + sep;
  const folders = { '--data-folder': dataFolder, '--database': database };
  for (const [option, folder] of Object.entries(folders)) {
    if (!inFull(path).startsWith(inFull(folder))) continue;
    const mend = `Name a folder that can be written, with ${option}.`;
    return new CommandFailure(exitCodes.usage, `cannot write ${folder}: ${message}`, mend, { cause: error });
  }
  return error;
}

/** @throws CommandFailure naming what was granted and needed for nothing */
function refuseExcess({ callers }: PermissionsReport): void {
  const lines = callers
    .filter(({ excess }) => excess.length > 0)
    .map(
      ({ kind, applicationDisplayName, applicationId, needed, excess }) =>
        `${applicationDisplayName ?? applicationId} (${kind}) needs ${needed.join(', ')}, and not ${excess.join(', ')}`,
    );
  if (lines.length === 0) return;
  throw new CommandFailure(exitCodes.failed, 'applications have permissions that nothing needed', lines.join('\n'));
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
async function welcome(
  { service, issuer, sandbox, bundleFile, asGraph }: Development,
  database: string,
): Promise<string> {
  const [application, commandLine] = issuer.directory.clients;
  const [admin] = issuer.directory.users;
  const [tenant] = issuer.directory.tenants;
  if (!application || !commandLine || !admin || !tenant) throw new Error('the development directory is empty');
  // Signed by threads of Node, at the same time.
  const [adminToken, applicationToken] = await Promise.all([
    issuer.mint({ clientId: commandLine.clientId, userPrincipalName: admin.userPrincipalName }),
    issuer.mint({ clientId: application.clientId }),
  ]);
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
${asGraph ? `\n${unmodified(service.origin, bundleFile)}` : ''}
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

/** What a script needs that names Graph and Entra, whichever client it has. */
function unmodified(origin: string, bundleFile = ''): string {
  const variables = { ...trusting(bundleFile), ...proxied(origin) };
  const lines = Object.entries(variables).map(([name, value]) => `  export ${name}=${value}`);
  return `For scripts that name graph.microsoft.com and login.microsoftonline.com (nothing else passes this proxy):\n${lines.join('\n')}\n`;
}

/** Shows the requests of one turn of the event loop together: a write for each takes longer than a request. */
function noteTogether(terminal: Terminal): (answered: AnsweredRequest) => void {
  let lines: string[] = [];
  return (answered) => {
    if (lines.push(printableLine(requestLine(answered))) > 1) return;
    setImmediate(() => {
      const shown = lines.join('\n');
      lines = [];
      terminal.note(shown);
    });
  };
}
