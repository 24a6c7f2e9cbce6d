import { AuditKeys } from '../core/audit-keys.ts';
import { unitMs } from '../core/forms.ts';
import { isLoopback, isSafeUrl } from '../core/loopback.ts';
import { MasterKeys } from '../core/seal.ts';
import { hostsOf } from '../partner/registry.ts';
import { isPostgresUrl } from '../store/database.ts';
import { readPostgresUrl } from '../store/postgres/url.ts';
import type { SettingProblem } from './problem.ts';
import type { Mode, Settings } from './schema.ts';
import { unfitTlsFiles } from './tls-files.ts';
import { usualDrain } from './values.ts';

/** What is wrong with settings that are each right by themselves. */
export function unfit(mode: Mode, settings: Settings): SettingProblem[] {
  const inMode = mode === 'serve' ? unfitForProduction(settings) : unfitForDevelopment(settings);
  return [...inMode, ...keysUnfit(settings), ...urlsUnfit(settings)];
}

function unfitForProduction(settings: Settings): SettingProblem[] {
  const problems: SettingProblem[] = [];
  const missing = (setting: string, problem: string) => problems.push({ setting, source: 'serve', problem });
  if (!settings.publicOrigin)
    missing('publicOrigin', 'set the origin that clients reach the service by, such as https://assist.example.org');
  else if (!isSafeUrl(settings.publicOrigin)) {
    missing('publicOrigin', 'must be https: clients send tokens to it, and official SDKs refuse anything else');
  }
  if (settings.database === 'memory')
    missing('database', 'set a folder or a PostgreSQL URL: what is kept in memory is lost at the next stop');
  if (settings.masterKeys.length === 0)
    missing('masterKeys', 'set at least one key, `id:base64`; make one with: assistd keys new');
  if (settings.issuers.length === 0)
    missing(
      'issuers',
      'set whose tokens are accepted, for instance [{"preset":"entra","audiences":["<application id>"]}]',
    );
  if (settings.issuers.length > 1 && settings.issuers.some((each) => !each.preset && !each.tenants)) {
    missing(
      'issuers',
      'with several issuers, give each its tenants, or one could speak for the organisations of another',
    );
  }
  if (settings.consentConfirmation === 'none') {
    missing(
      'consentConfirmation',
      'write signIn or action: anybody could connect an organisation to their own account',
    );
  }
  if (settings.consentConfirmation === 'signIn' && settings.consoleClientId === undefined) {
    missing('consentConfirmation', 'signIn needs a consoleClientId, by which people sign in');
  }
  if (settings.seed !== undefined) missing('seed', 'leave it out: `assistd dev` alone begins with made-up tenants');
  if (settings.beyondLoopback) missing('beyondLoopback', 'leave it out: `assistd dev` alone keeps to loopback');
  if (settings.connectors.length === 0)
    missing('connectors', 'set at least one partner product; see docs/guide/connectors.md');
  const names = settings.connectors.map((each) => each.name);
  if (new Set(names).size < names.length) missing('connectors', 'give every connector a name of its own');
  for (const each of settings.connectors) {
    for (const { setting, url } of hostsOf(each)) {
      if (!isSafeUrl(url))
        missing('connectors', `${each.name}: ${setting} must be https, because grants are sent to it`);
    }
  }
  if ((settings.drainDelay ?? usualDrain) > settings.stopTimeout - unitMs.s) {
    missing(
      'drainDelay',
      'must be at least 1s shorter than stopTimeout, which is for finishing as well; it is 5s unless told',
    );
  }
  const { tlsPort, tlsCertificateFile, tlsKeyFile } = settings;
  if (tlsPort !== undefined && tlsCertificateFile && tlsKeyFile) {
    for (const [setting, problem] of Object.entries(unfitTlsFiles({ tlsCertificateFile, tlsKeyFile }))) {
      missing(setting, problem);
    }
  } else if (tlsPort !== undefined) missing('tlsPort', 'also set tlsCertificateFile and tlsKeyFile');
  else if (tlsCertificateFile || tlsKeyFile) {
    missing(
      'tlsPort',
      'set it, or leave tlsCertificateFile and tlsKeyFile out: without it nothing is served over https',
    );
  }
  return problems;
}

function unfitForDevelopment(settings: Settings): SettingProblem[] {
  const { host, metricsPort, metricsHost, beyondLoopback, publicOrigin } = settings;
  if (beyondLoopback) {
    const name = 'with beyondLoopback, say by which name it is asked for: http://assistd:8400';
    return publicOrigin === undefined ? [{ setting: 'publicOrigin', source: 'dev', problem: name }] : [];
  }
  const addresses = { host, ...(metricsPort !== undefined && { metricsHost }) };
  const problem =
    'assistd dev gives everybody a token, so it listens on loopback only, unless beyondLoopback says otherwise';
  return Object.entries(addresses)
    .filter(([, address]) => !isLoopback(address))
    .map(([setting]) => ({ setting, source: 'dev', problem }));
}

function keysUnfit({ masterKeys, auditKeys }: Settings): SettingProblem[] {
  const reads = {
    ...(masterKeys.length > 0 && { masterKeys: () => MasterKeys.parse(masterKeys) }),
    auditKeys: () => AuditKeys.of(auditKeys),
  };
  return Object.entries(reads).flatMap(([setting, read]) => {
    try {
      read();
      return [];
    } catch (error) {
      return [{ setting, source: 'settings', problem: (error as Error).message }];
    }
  });
}

function urlsUnfit({ database, databaseMigrationUrl }: Settings): SettingProblem[] {
  const urls = { ...(isPostgresUrl(database) && { database }), ...(databaseMigrationUrl && { databaseMigrationUrl }) };
  return Object.entries(urls).flatMap(([setting, url]) => {
    try {
      readPostgresUrl(url);
      return [];
    } catch (error) {
      return [{ setting, source: 'settings', problem: (error as Error).message }];
    }
  });
}
