/**
 * Imported by a process of tests before Node's test runner is. To tell whose a failure is that nobody caught, the runner follows every promise
 * of the process by a hook, and each then costs thirty times as much. What a test calls has an `AsyncLocalStorage`, which tells the same for nothing.
 */
import hooks, { AsyncLocalStorage, type AsyncResource, type HookCallbacks } from 'node:async_hooks';
import { isMainThread } from 'node:worker_threads';

if (isMainThread) {
  const { createHook, executionAsyncId } = hooks;
  const within = new AsyncLocalStorage<number>();
  const ofTestsAlone = ({ init }: HookCallbacks) =>
    createHook({
      trackPromises: false,
      init(id, type, trigger, resource) {
        if (type !== 'Test') return;
        init?.(id, type, trigger, resource);
        const test = resource as AsyncResource;
        const run = test.runInAsyncScope.bind(test);
        test.runInAsyncScope = (call, self, ...given) =>
          run(() => within.run(id, () => Reflect.apply(call, self, given)));
      },
    });
  Object.assign(hooks, { createHook: ofTestsAlone, executionAsyncId: () => within.getStore() ?? executionAsyncId() });
  // The runner takes them from there once, when it is loaded.
  await import('node:test');
  Object.assign(hooks, { createHook, executionAsyncId });
}
