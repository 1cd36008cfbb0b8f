import type http from 'node:http';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Engine } from '../exchange/engine.ts';
import type { SpoolState } from '../instance-link.ts';
import type { ParsedOptions } from '../options.ts';
import type { CompiledConfig } from '../routing/compiled-config.ts';
import type { TlsSourceState } from '../tls/tls-source.ts';
import type { Upstream } from '../upstream/upstream.ts';
import { Exposition, type Sample } from './exposition.ts';
import type { TrafficMetrics } from './traffic-metrics.ts';

export interface MeasuredParts {
  options: ParsedOptions;
  traffic: TrafficMetrics;
  engine: Engine;
  server: http.Server;
  config(): CompiledConfig;
  connected(): boolean;
  spool(): SpoolState;
  certificates(): readonly TlsSourceState[];
}

/** How one instance is, read from what it counts anyway at the moment that is asked. */
export class InstanceMetrics {
  readonly #parts: MeasuredParts;
  readonly #delay = monitorEventLoopDelay({ resolution: 20 });

  constructor(parts: MeasuredParts) {
    this.#parts = parts;
  }

  start(): void {
    this.#delay.enable();
  }

  stop(): void {
    this.#delay.disable();
  }

  async render(): Promise<string> {
    const to = new Exposition();
    const { gateway, instance } = this.#parts.options;
    to.gauge('info', 'Which proxy this is.', [[{ gateway, instance }, 1]]);
    this.#routes(to);
    this.#times(to);
    this.#calls(to);
    this.#control(to);
    await this.#process(to);
    return to.text;
  }

  #routes(to: Exposition): void {
    const { traffic, config } = this.#parts;
    const names = new Map(
      config().routes.map((route) => [route.config.id, `${route.config.method} ${route.config.template}`]),
    );
    traffic.keep(new Set(names.keys()));
    const all = traffic.routes.map((counts) => ({
      counts,
      labels: { route: names.get(counts.routeId) ?? '', stage: counts.stage },
    }));
    to.counter(
      'requests',
      'Requests that a route matched; counts are as of the last full second.',
      all.map(({ counts, labels }) => [labels, counts.requests]),
    );
    to.counter('unmatched_requests', 'Requests that no route matched.', [[{}, traffic.unmatched]]);
    to.counter(
      'comparisons',
      'Exchanges that were compared, by verdict.',
      all.flatMap(({ counts, labels }): Sample[] => [
        [{ ...labels, verdict: 'match' }, counts.matches],
        [{ ...labels, verdict: 'mismatch' }, counts.mismatches],
      ]),
    );
    to.counter(
      'not_compared',
      'Eligible exchanges that were not compared, by reason.',
      all.flatMap(({ counts, labels }) =>
        [...counts.notCompared].map(([reason, count]): Sample => [{ ...labels, reason }, count]),
      ),
    );
    to.counter(
      'fallbacks',
      'Requests that the legacy answered because the candidate could not.',
      all.map(({ counts, labels }) => [labels, counts.fallbacks]),
    );
  }

  #times(to: Exposition): void {
    const { legacy, candidate, overhead, added } = this.#parts.traffic;
    to.histogram('upstream_seconds', 'Time of each side in compared exchanges.', [
      [{ side: 'legacy' }, legacy],
      [{ side: 'candidate' }, candidate],
    ]);
    to.histogram('overhead_seconds', 'Candidate minus legacy on the same exchange.', [[{}, overhead]]);
    to.histogram('added_seconds', 'What the proxy added to the time of the primary.', [[{}, added]]);
  }

  #calls(to: Exposition): void {
    const { legacy, candidate, shadow, control, breaker, slots, budget, unanswered } = this.#parts.engine;
    const { shadowInFlightMax, captureTotalBytesMax } = this.#parts.options.limits;
    const pools: [string, Upstream][] = [
      ['legacy', legacy],
      ['candidate', candidate],
      ['shadow', shadow],
    ];
    if (control !== null) pools.push(['control', control.upstream]);
    to.gauge(
      'upstream_calls',
      'Calls under way or waiting for a connection.',
      pools.map(([pool, upstream]) => [{ pool }, upstream.busy]),
    );
    to.gauge(
      'upstream_reachable',
      'Whether the last attempt reached the upstream.',
      pools.flatMap(([pool, { reach }]) => (reach === null ? [] : [[{ pool }, Number(reach.reachable)]])),
    );
    to.gauge('shadow_breaker_open', 'Whether the shadow rests after failures.', [
      [{}, Number(breaker.isOpen)],
    ]);
    to.gauge('shadow_in_flight', 'Shadow calls under way.', [[{}, slots.inFlight]]);
    to.gauge('shadow_in_flight_max', 'How many there may be.', [[{}, shadowInFlightMax]]);
    to.gauge('capture_bytes', 'Bytes kept for comparison.', [[{}, budget.used]]);
    to.gauge('capture_bytes_max', 'How many there may be.', [[{}, captureTotalBytesMax]]);
    to.gauge('requests_in_flight', 'Requests that wait for their answer.', [[{}, unanswered.size]]);
  }

  #control(to: Exposition): void {
    const { config, connected, certificates } = this.#parts;
    const { batches, bytes, bytesMax, earlier, oldestAtMs, droppedEvents } = this.#parts.spool();
    const oldestSeconds = oldestAtMs === null ? 0 : Math.max(0, Date.now() - oldestAtMs) / 1_000;
    to.gauge('config_revision', 'Config revision in force.', [[{}, config().revision]]);
    to.gauge('routes', 'Routes in force.', [[{}, config().routes.length]]);
    to.gauge('link_connected', 'Whether the control plane is linked.', [[{}, Number(connected())]]);
    to.gauge('spool_batches', 'Batches that are not acked.', [[{}, batches]]);
    to.gauge(
      'spool_bytes',
      'Bytes that are not acked, by the run that wrote them, and what was moved aside.',
      [
        [{ run: 'present' }, bytes],
        [{ run: 'earlier' }, earlier.waiting],
        [{ run: 'aside' }, earlier.aside],
      ],
    );
    to.gauge(
      'spool_bytes_max',
      'Room of the present run; what others left takes from it.',
      bytesMax === null ? [] : [[{}, bytesMax]],
    );
    to.gauge('spool_oldest_seconds', 'Age of the oldest that is not acked.', [[{}, oldestSeconds]]);
    to.counter('dropped_events', 'Events given up because the spool was full.', [[{}, droppedEvents]]);
    to.gauge(
      'certificate_end_timestamp_seconds',
      'When the first certificate of a set of files ends.',
      certificates().flatMap(({ name, expiresAtMs }) =>
        expiresAtMs === null ? [] : [[{ name }, expiresAtMs / 1_000]],
      ),
    );
    to.gauge(
      'certificate_refused',
      'Whether the files as they are now cannot be used.',
      certificates().map(({ name, failure }) => [{ name }, Number(failure !== null)]),
    );
  }

  async #process(to: Exposition): Promise<void> {
    const memory = process.memoryUsage();
    const cpu = process.cpuUsage();
    to.gauge('client_connections', 'Open connections of clients.', [
      [{}, await connectionsOf(this.#parts.server)],
    ]);
    to.gauge(
      'event_loop_delay_seconds',
      'How late the event loop was since the last look.',
      [0.5, 0.99, 1].map((quantile) => [
        { quantile: String(quantile) },
        seconds(this.#delay.percentile(quantile * 100)),
      ]),
    );
    this.#delay.reset();
    to.gauge('resident_memory_bytes', 'Memory of the process.', [[{}, memory.rss]]);
    to.gauge('heap_used_bytes', 'Memory of its JavaScript objects.', [[{}, memory.heapUsed]]);
    to.gauge('external_memory_bytes', 'Memory of its buffers.', [[{}, memory.external]]);
    to.counter('cpu_seconds', 'CPU time of the process.', [[{}, (cpu.user + cpu.system) / 1e6]]);
    to.gauge('start_timestamp_seconds', 'When the process began.', [[{}, performance.timeOrigin / 1_000]]);
  }
}

function seconds(nanoseconds: number): number {
  return Number.isFinite(nanoseconds) ? nanoseconds / 1e9 : 0;
}

function connectionsOf(server: http.Server): Promise<number> {
  return new Promise((resolve) =>
    server.getConnections((error, count) => resolve(error === null ? count : 0)),
  );
}
