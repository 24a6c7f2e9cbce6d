import { isatty } from 'node:tty';
import type { Log } from '../../core/log.ts';
import type { Listening } from '../../http/port/listen.ts';
import { bindOptions } from '../../production.ts';
import type { Settings } from '../../settings/schema.ts';
import { unfitTlsFiles } from '../../settings/tls-files.ts';

/**
 * Reads certificate and key anew whenever SIGHUP says so: they are of weeks, and the service runs for months. Connections go on as they began. Files
 * that are not fit change nothing. SIGHUP is also what the system says of a terminal that is closed: a service that has one stops then, as told by
 * SIGTERM, and so it does where there is nothing to read.
 */
export function renewedAtHangup(settings: Settings, listening: Listening, log: Log): Disposable {
  const terminals = [0, 1, 2].filter((descriptor) => isatty(descriptor));
  const { tlsPort, tlsCertificateFile, tlsKeyFile } = settings;
  const told = () => {
    const isRead = tlsPort !== undefined && tlsCertificateFile !== undefined && tlsKeyFile !== undefined;
    if (terminals.length > 0 && !(isRead && terminals.some(isatty))) {
      // Once: that a terminal is closed is told by the system and by its shell, and a second SIGTERM ends the process at once.
      process.off('SIGHUP', told).on('SIGHUP', () => {});
      process.kill(process.pid, 'SIGTERM');
    } else if (isRead) renew({ tlsCertificateFile, tlsKeyFile });
    else log.warn({}, 'SIGHUP reads the certificate anew, and there is none: tlsPort is not set');
  };
  const renew = (files: { readonly tlsCertificateFile: string; readonly tlsKeyFile: string }) => {
    const wrong = unfitTlsFiles(files);
    const { tls } = Object.keys(wrong).length === 0 ? bindOptions(settings) : {};
    if (tls) {
      listening.secure(tls);
      log.info({ tlsCertificateFile }, 'the certificate was read anew');
    } else log.error({ ...wrong }, 'the certificate was not read anew; the one before is served');
  };
  process.on('SIGHUP', told);
  return { [Symbol.dispose]: () => void process.off('SIGHUP', told) };
}
