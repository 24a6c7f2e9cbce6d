import type { Log } from '../../core/log.ts';
import type { Listening } from '../../http/listen.ts';
import { bindOptions } from '../../production.ts';
import type { Settings } from '../../settings/schema.ts';
import { unfitTlsFiles } from '../../settings/tls-files.ts';

/**
 * Reads certificate and key anew whenever SIGHUP says so: they are of weeks, and the service runs for months. Connections go on as they began. Files
 * that are not fit change nothing.
 */
export function renewedAtHangup(settings: Settings, listening: Listening, log: Log): Disposable {
  const renew = () => {
    const { tlsPort, tlsCertificateFile, tlsKeyFile } = settings;
    if (tlsPort === undefined || !tlsCertificateFile || !tlsKeyFile) {
      log.warn({}, 'SIGHUP reads the certificate anew, and there is none: tlsPort is not set');
      return;
    }
    const wrong = unfitTlsFiles({ tlsCertificateFile, tlsKeyFile });
    const { tls } = Object.keys(wrong).length === 0 ? bindOptions(settings) : {};
    if (tls) {
      listening.secure(tls);
      log.info({ tlsCertificateFile }, 'the certificate was read anew');
    } else log.error({ ...wrong }, 'the certificate was not read anew; the one before is served');
  };
  process.on('SIGHUP', renew);
  return { [Symbol.dispose]: () => void process.off('SIGHUP', renew) };
}
