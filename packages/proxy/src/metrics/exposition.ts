import type { Histogram } from './histogram.ts';

export type Labels = Readonly<Record<string, string>>;
export type Sample = readonly [labels: Labels, value: number];

/** Text of the Prometheus exposition format, 0.0.4. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

const prefix = 'delta_guard_';

/** Writes families one after the other; one without samples is left out. */
export class Exposition {
  #text = '';

  get text(): string {
    return this.#text;
  }

  counter(name: string, help: string, samples: readonly Sample[]): void {
    this.#family({ name: `${name}_total`, help, type: 'counter' }, samples);
  }

  gauge(name: string, help: string, samples: readonly Sample[]): void {
    this.#family({ name, help, type: 'gauge' }, samples);
  }

  /** `name` ends in `_seconds`; the histograms count ms. */
  histogram(name: string, help: string, histograms: readonly (readonly [Labels, Histogram])[]): void {
    this.#head({ name, help, type: 'histogram' });
    for (const [labels, histogram] of histograms) {
      const { cumulative, boundsMs, sumMs } = histogram;
      for (const [at, count] of cumulative.entries()) {
        const boundMs = boundsMs[at];
        const le = boundMs === undefined ? '+Inf' : String(boundMs / 1_000);
        this.#sample(`${name}_bucket`, { ...labels, le }, count);
      }
      this.#sample(`${name}_sum`, labels, sumMs / 1_000);
      this.#sample(`${name}_count`, labels, cumulative.at(-1) ?? 0);
    }
  }

  #family(family: { name: string; help: string; type: string }, samples: readonly Sample[]): void {
    if (samples.length === 0) return;
    this.#head(family);
    for (const [labels, value] of samples) this.#sample(family.name, labels, value);
  }

  #head({ name, help, type }: { name: string; help: string; type: string }): void {
    this.#text += `# HELP ${prefix}${name} ${help}\n# TYPE ${prefix}${name} ${type}\n`;
  }

  #sample(name: string, labels: Labels, value: number): void {
    const list = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
    this.#text += `${prefix}${name}${list.length === 0 ? '' : `{${list.join(',')}}`} ${value}\n`;
  }
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
