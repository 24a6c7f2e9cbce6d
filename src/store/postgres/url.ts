import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';
import type { ConnectionOptions } from 'node:tls';
import type pg from 'pg';
import { passwordFrom } from './password-file.ts';

/** Where a PostgreSQL URL leads. */
export interface PostgresAddress {
  readonly hosts: readonly [PostgresHost, ...PostgresHost[]];
  /** Whether a server that takes no writes, a standby, is passed over. */
  readonly writable: boolean;
  /** What holds for a connection to any of the hosts. */
  readonly config: pg.ClientConfig;
}

export interface PostgresHost {
  readonly host: string;
  readonly port: number;
}

/** A PostgreSQL URL does not say what it should. The message holds nothing of the URL but names of parameters and files. */
export class PostgresUrlInvalid extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'PostgresUrlInvalid';
  }
}

const shape = /^postgres(?:ql)?:\/\/(?:([^/?#]*)@)?([^/?#]*)(?:\/([^?#]*))?(?:\?([^#]*))?$/;

const known = [
  'host',
  'port',
  'user',
  'password',
  'dbname',
  'passfile',
  'sslmode',
  'sslrootcert',
  'sslcert',
  'sslkey',
  'sslpassword',
  'sslnegotiation',
  'channel_binding',
  'target_session_attrs',
  'application_name',
  'options',
  'connect_timeout',
] as const;

type Parameters = Readonly<Partial<Record<(typeof known)[number], string>>>;

/**
 * Reads a connection URL as libpq does (PostgreSQL documentation, sections 32.1.1.2 and 32.1.2), several hosts and the TLS modes
 * included, which the driver reads otherwise or not at all. It differs in what it does when told nothing: a host that is not this
 * machine has to prove who it is, as with `sslmode=verify-full`; and of several hosts the one that takes writes is used.
 * @throws PostgresUrlInvalid
 */
export function readPostgresUrl(url: string): PostgresAddress {
  const [, login = '', authority = '', path = '', search = ''] = shape.exec(url) ?? [];
  if (!shape.test(url))
    throw new PostgresUrlInvalid(
      'write it as postgres://role:password@host:5432/database, each special character percent-encoded',
    );
  const given = parametersOf(search);
  const hosts = hostsOf(given.host ?? authority, given.port);
  const separator = login.indexOf(':');
  const user = given.user ?? decoded(separator < 0 ? login : login.slice(0, separator));
  const password = given.password ?? (separator < 0 ? '' : decoded(login.slice(separator + 1)));
  const database = given.dbname ?? decoded(path);
  const { passfile, application_name: applicationName, options } = given;
  return {
    hosts,
    writable: isWritable(given),
    config: {
      ...(user !== '' && { user }),
      ...(database !== '' && { database }),
      ...(password !== '' && { password }),
      ...(password === '' && passfile !== undefined && { password: passwordFrom(passfile, hosts, database, user) }),
      ...(applicationName !== undefined && { application_name: applicationName }),
      ...(options !== undefined && { options }),
      ...(given.connect_timeout !== undefined && { connectionTimeoutMillis: milliseconds(given.connect_timeout) }),
      ...(given.channel_binding !== undefined && { enableChannelBinding: bindsChannel(given.channel_binding) }),
      ...negotiation(given.sslnegotiation),
      ssl: tlsOf(given, hosts),
    },
  };
}

function parametersOf(search: string): Parameters {
  const given: Partial<Record<string, string>> = {};
  for (const pair of search.split('&').filter((each) => each !== '')) {
    const [name = '', ...value] = pair.split('=');
    // Not form encoding: a plus sign is a plus sign.
    given[decoded(name)] = decoded(value.join('='));
  }
  const unknown = Object.keys(given).filter((name) => !known.some((each) => each === name));
  if (unknown.length > 0) {
    throw new PostgresUrlInvalid(`the parameter ${unknown[0]} is not known; those that are: ${known.join(', ')}`);
  }
  return given;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new PostgresUrlInvalid('write a percent sign in it as %25');
  }
}

function hostsOf(text: string, ports: string | undefined): PostgresAddress['hosts'] {
  const several = ports === undefined ? [] : ports.split(',');
  const [first = { host: 'localhost', port: 5432 }, ...others] = text.split(',').map((each, index): PostgresHost => {
    // An address of IPv6 stands in brackets; the path of a socket is percent-encoded.
    const [, bracketed, plain = '', port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(\d*))?$/.exec(each) ?? [];
    const wanted = port || several[index] || several[0] || '5432';
    const number = Number(wanted);
    if (!Number.isInteger(number) || number < 1 || number > 65_535)
      throw new PostgresUrlInvalid(`${wanted} is no port: write a number from 1 to 65535`);
    return { host: bracketed ?? (decoded(plain) || 'localhost'), port: number };
  });
  return [first, ...others];
}

/** Unlike libpq, unless told otherwise: behind one address, too, there may be a server that does not lead any more, or not yet. */
function isWritable({ target_session_attrs: wanted = 'read-write' }: Parameters): boolean {
  if (wanted === 'any') return false;
  if (wanted === 'read-write' || wanted === 'primary') return true;
  throw new PostgresUrlInvalid('target_session_attrs: write read-write, primary or any; the service has to write');
}

function milliseconds(seconds: string): number {
  if (/^[1-9]\d*$/.test(seconds)) return Number(seconds) * 1000;
  throw new PostgresUrlInvalid('connect_timeout: write whole seconds, at least 1');
}

function bindsChannel(wanted: string): boolean {
  if (wanted === 'disable') return false;
  if (wanted === 'prefer' || wanted === 'require') return true;
  throw new PostgresUrlInvalid('channel_binding: write disable, prefer or require');
}

function negotiation(wanted: string | undefined): Pick<pg.ClientConfig, 'sslnegotiation'> {
  if (wanted === undefined) return {};
  if (wanted === 'postgres' || wanted === 'direct') return { sslnegotiation: wanted };
  throw new PostgresUrlInvalid('sslnegotiation: write postgres or direct');
}

function tlsOf(given: Parameters, hosts: readonly PostgresHost[]): false | ConnectionOptions {
  const { sslrootcert: root, sslcert, sslkey, sslpassword: passphrase } = given;
  // Whoever names a certificate means TLS, also to this machine: a proxy on loopback leads elsewhere.
  const isNamed = root !== undefined || sslcert !== undefined || sslkey !== undefined;
  const isNear = hosts.every((each) => (isNamed ? isSocket(each) : isThisMachine(each)));
  const mode = given.sslmode ?? (isNear ? 'disable' : 'verify-full');
  if (mode === 'disable') return false;
  if (mode !== 'require' && mode !== 'verify-ca' && mode !== 'verify-full') {
    throw new PostgresUrlInvalid(
      'sslmode: write disable, require, verify-ca or verify-full; allow and prefer are no protection',
    );
  }
  const ca = root !== undefined && root !== 'system' ? content('sslrootcert', root) : undefined;
  if (mode === 'verify-ca' && !ca) throw new PostgresUrlInvalid('sslmode=verify-ca: sslrootcert has to name a file');
  if ((sslcert === undefined) !== (sslkey === undefined)) {
    throw new PostgresUrlInvalid('sslcert and sslkey go together: the client certificate, and its private key');
  }
  if (sslkey !== undefined) refuseOpenFile('sslkey', sslkey);
  return {
    ...(ca && { ca }),
    ...(sslcert !== undefined && { cert: content('sslcert', sslcert) }),
    ...(sslkey !== undefined && { key: content('sslkey', sslkey) }),
    ...(passphrase !== undefined && { passphrase }),
    // With a root, require is verify-ca (libpq, section 32.19.3).
    ...(mode === 'require' && !ca && { rejectUnauthorized: false }),
    ...(mode !== 'verify-full' && { checkServerIdentity: () => undefined }),
  };
}

function isSocket({ host }: PostgresHost): boolean {
  return host.startsWith('/');
}

function isThisMachine(at: PostgresHost): boolean {
  const { host } = at;
  return isSocket(at) || host === 'localhost' || host === '::1' || (isIP(host) === 4 && /^127\./.test(host));
}

function content(parameter: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new PostgresUrlInvalid(`${parameter}: ${(error as Error).message}`);
  }
}

/** libpq, too, uses no private key that others can read; one of root's, the group may. */
function refuseOpenFile(parameter: string, file: string): void {
  const { mode, uid } = statSync(file, { throwIfNoEntry: false }) ?? { mode: 0, uid: 0 };
  if ((mode & (uid === 0 ? 0o027 : 0o077)) === 0) return;
  throw new PostgresUrlInvalid(`${parameter}: others can read ${file}: run chmod 600 ${file}`);
}
