import { readFileSync } from 'node:fs';
import { AuditKeys } from './core/audit-keys.ts';
import type { Clock } from './core/clock.ts';
import type { Log } from './core/log.ts';
import { MasterKeys } from './core/seal.ts';
import type { BindOptions } from './http/port/listen.ts';
import { entraOrigin } from './model/microsoft.ts';
import { createConnector } from './partner/registry.ts';
import { finishing } from './service/stopping.ts';
import type { ServiceParts } from './service.ts';
import { trustedIssuers } from './settings/issuers.ts';
import type { Settings } from './settings/schema.ts';

/** What production settings make of a service: partners over the network, issuers by discovery, keys from the settings. */
export function productionParts(settings: Settings, clock: Clock, log: Log): Omit<ServiceParts, 'listening'> {
  const connectors = settings.connectors.map((each) => createConnector(each, { clock, log }));
  const [first, ...others] = connectors;
  if (!first) throw new RangeError('connectors must name at least one partner product');
  const masterKeys = MasterKeys.parse(settings.masterKeys);
  return {
    settings,
    purpose: 'production',
    clock,
    log,
    masterKeys,
    auditKeys: AuditKeys.of(settings.auditKeys, masterKeys),
    connectors: [first, ...others],
    issuers: trustedIssuers(settings),
    authorizationUri: signInOf(settings),
    consoleSignIn: consoleSignIn(settings),
  };
}

/** Where the first issuer says that people sign in, unless told. */
function signInOf({ issuers: [issuer] }: Settings): ServiceParts['authorizationUri'] {
  if (issuer === undefined) return undefined;
  const uri = issuer.preset ? `${entraOrigin}/common/oauth2/authorize` : issuer.authorizationUri;
  return uri === undefined ? undefined : () => uri;
}

/** The console signs in at the first issuer, and asks for everything that its client is granted there, unless told otherwise. */
function consoleSignIn({ issuers, consoleClientId, consoleAuthority, consoleScopes, consoleAudience }: Settings) {
  const [issuer] = issuers;
  if (consoleClientId === undefined || !issuer) return undefined;
  const entra = (tenant: string) => `${entraOrigin}/${tenant}/v2.0`;
  const only = issuer.preset && issuer.tenants.length === 1 ? issuer.tenants[0] : undefined;
  const authority = consoleAuthority ?? (issuer.preset ? entra(only ?? 'organizations') : issuer.issuer);
  const api = issuer.audiences.map((audience) => `${audience}/.default`).slice(0, 1);
  const audience = consoleAudience !== undefined && { audience: consoleAudience };
  return { authority, clientId: consoleClientId, scopes: consoleScopes ?? api, ...audience };
}

/** Where production settings say to listen. @throws Error when a certificate file cannot be read */
export function bindOptions(settings: Settings): BindOptions {
  const { host, port, tlsPort, tlsKeyFile, tlsCertificateFile } = settings;
  const finishMs = finishing(settings) / 2;
  if (tlsPort === undefined || !tlsKeyFile || !tlsCertificateFile) return { host, port, finishMs };
  const tls = { port: tlsPort, key: readFileSync(tlsKeyFile, 'utf8'), cert: readFileSync(tlsCertificateFile, 'utf8') };
  return { host, port, tls, finishMs };
}
