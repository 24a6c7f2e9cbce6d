import { readFileSync } from 'node:fs';
import { unitMs } from '../../core/forms.ts';
import { type ShownCertificates, type Validity, validityOf } from '../../core/shown-certificates.ts';
import { type CheckOptions, type Finding, fault, ok, warning } from './finding.ts';

/** How long before its end a certificate is worth a warning; one that is made for less than six weeks, in the last third of its time. */
const soonMs = 14 * unitMs.d;

/** The certificate that the service itself shows. What is wrong with the file is said of the settings. */
export function checkOwnCertificate({ settings: { tlsCertificateFile } }: CheckOptions): Finding[] {
  if (tlsCertificateFile === undefined) return [];
  const mend = 'Renew it, then let the service read it: systemctl reload assistd, or SIGHUP.';
  return validityIn(tlsCertificateFile).map((validity) =>
    certificateFinding(`certificate in ${tlsCertificateFile}`, validity, mend),
  );
}

/** Those of the connections that were made for the other checks. */
export function checkCertificates({ all }: ShownCertificates): Finding[] {
  const mend = 'Renew it, or tell whoever runs that server: once it has ended, nothing is said there any more.';
  return [...all].map(([of, validity]) => certificateFinding(`certificate of ${of}`, validity, mend));
}

function validityIn(file: string): Validity[] {
  try {
    return [validityOf(readFileSync(file))].filter((validity) => validity !== undefined);
  } catch {
    return [];
  }
}

function certificateFinding(check: string, { from, until, authority }: Validity, mend: string): Finding {
  const now = Date.now();
  const day = (time: number) => new Date(time).toISOString().slice(0, 10);
  if (now < from)
    return fault(
      check,
      `begins on ${day(from)} only`,
      'Check the clock of this machine; else wait, or have another made.',
    );
  const whose = authority === undefined ? '' : `that of its authority ${authority} `;
  if (now >= until && authority !== undefined) {
    const leftOut = 'Leave it out of the file where another vouches for the service; else have both made anew.';
    return warning(check, `${whose}ended on ${day(until)}: clients that trust no other refuse it`, leftOut);
  }
  if (now >= until) return fault(check, `ended on ${day(until)}: no client accepts it`, mend);
  const days = Math.floor((until - now) / unitMs.d);
  const found = `${whose}ends on ${day(until)}, in ${days === 1 ? '1 day' : `${days} days`}`;
  return until - now < Math.min(soonMs, (until - from) / 3) ? warning(check, found, mend) : ok(check, found);
}
