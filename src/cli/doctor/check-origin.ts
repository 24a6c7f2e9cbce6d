import { ask } from './ask.ts';
import { type CheckOptions, type Finding, fault, ok, warning } from './finding.ts';

/** Whether clients get to this service by the origin that is written into every link. */
export async function checkOrigin({ settings: { publicOrigin }, signal }: CheckOptions): Promise<Finding[]> {
  if (!publicOrigin) return [];
  const check = `origin ${publicOrigin}`;
  const asked = await ask(`${publicOrigin}/health/live`, signal);
  if ('failure' in asked) {
    return asked.unknownHost
      ? [fault(check, `its name is unknown: ${asked.failure}`, 'Enter it in DNS, or correct publicOrigin.')]
      : [
          warning(
            check,
            `nobody answers: ${asked.failure}`,
            'Start assistd serve; if it runs, check the proxy in front of it.',
          ),
        ];
  }
  const isLive = (asked.body as { status?: unknown } | undefined)?.status === 'live';
  if (asked.status === 200 && isLive) return [ok(check, 'answers')];
  const said = `/health/live answers ${asked.status}, and not as assistd does`;
  return [fault(check, said, 'Let the proxy pass all paths on, or correct publicOrigin.')];
}
