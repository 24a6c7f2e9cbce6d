import { setFlagsFromString } from 'node:v8';

/**
 * From a second on, until it is disposed of, the old part of V8's heap is collected when it has grown by 60 %, where V8 lets it grow
 * fourfold and keeps what it has emptied (docs/decisions/0110-a-heap-that-stays-small.md). Not at once: compiled code is valid under the
 * flags that it was compiled under, that of Node's own modules too, which are in its binary. Under others all that a start loads would be
 * compiled anew.
 */
export function keepHeapSmall(): Disposable {
  const timer = setTimeout(() => setFlagsFromString('--heap-growing-percent=60'), 1000).unref();
  return {
    [Symbol.dispose]() {
      clearTimeout(timer);
      setFlagsFromString('--heap-growing-percent=0');
    },
  };
}
