/** What the service needs of a log; `pino` is one. Fields first, then a message that does not vary. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
  /** A log whose lines all have these fields as well, whose text is made once; where it is missing they are added to each line. */
  child?(fields: object): Log;
}

/** Says nothing, for who looks at something once and tells of it otherwise. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };

/** A log whose lines all have these fields as well. */
export function logWith(log: Log, common: object): Log {
  if (log.child) return log.child(common);
  return {
    debug: (fields, message) => log.debug({ ...common, ...fields }, message),
    info: (fields, message) => log.info({ ...common, ...fields }, message),
    warn: (fields, message) => log.warn({ ...common, ...fields }, message),
    error: (fields, message) => log.error({ ...common, ...fields }, message),
  };
}
