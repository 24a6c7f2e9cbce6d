import { type EventLoopUtilization, monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { Counter, Gauge, type Registry } from 'prom-client';

const resolutionMs = 10;

/**
 * What the process and its event loop are at, between one scrape and the next, under the names that Prometheus' clients use. The
 * library's own collection cannot be ended, and a service in a test is.
 */
export class ProcessFigures implements Disposable {
  readonly #delay = monitorEventLoopDelay({ resolution: resolutionMs });
  #utilization: EventLoopUtilization = performance.eventLoopUtilization();
  #cpuSeconds = 0;

  constructor(registry: Registry) {
    const registers = [registry];
    this.#delay.enable();
    const measure = (name: string, help: string, value: () => number) =>
      new Gauge({
        name,
        help,
        registers,
        collect() {
          this.set(value());
        },
      });
    const delay = this.#delay;
    new Gauge({
      name: 'nodejs_eventloop_lag_seconds',
      help: 'How much later than due timers ran since the last scrape, by quantile.',
      labelNames: ['quantile'],
      registers,
      collect() {
        // It measures how long a timer of `resolutionMs` takes.
        for (const quantile of [0.5, 0.9, 0.99]) {
          this.set({ quantile }, Math.max(0, delay.percentile(quantile * 100) / 1e9 - resolutionMs / 1000));
        }
        delay.reset();
      },
    });
    measure('nodejs_eventloop_utilization_ratio', 'Which part of the time since the last scrape was work.', () => {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, this.#utilization);
      this.#utilization = now;
      return utilization;
    });
    measure('process_resident_memory_bytes', 'Resident memory.', () => process.memoryUsage.rss());
    measure('nodejs_heap_size_used_bytes', 'Memory in use on the heap.', () => process.memoryUsage().heapUsed);
    const cpu = new Counter({
      name: 'process_cpu_seconds_total',
      help: 'CPU time, user and system.',
      registers,
      collect: () => {
        const now = cpuSeconds();
        cpu.inc(now - this.#cpuSeconds);
        this.#cpuSeconds = now;
      },
    });
    const started = { name: 'process_start_time_seconds', help: 'When the process started, since the epoch.' };
    new Gauge({ ...started, registers }).set(performance.timeOrigin / 1000);
  }

  [Symbol.dispose](): void {
    this.#delay.disable();
  }
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}
