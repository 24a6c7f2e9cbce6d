/** What the service needs of a log; `pino` is one. Fields first, then a message that does not vary. */
export interface Log {
  debug(fields: object, message: string): void;
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** Says nothing, for who looks at something once and tells of it otherwise. */
export const silent: Log = { debug() {}, info() {}, warn() {}, error() {} };
