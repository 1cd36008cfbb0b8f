export interface WorkerMetrics {
  slot: number;
  /** As the worker itself exposes them. */
  text: string;
}

/** Metrics of all workers as one page: each family once, each sample with the worker it comes from. */
export function mergeMetrics(workers: readonly WorkerMetrics[]): string {
  const families = new Map<string, { head: string; samples: string[] }>();
  for (const { slot, text } of workers) {
    let samples: string[] = [];
    let head = '';
    for (const line of text.split('\n')) {
      if (line.startsWith('# HELP ')) head = line;
      else if (line.startsWith('# TYPE ')) samples = familyOf(families, `${head}\n${line}`);
      else if (line !== '') samples.push(withWorker(line, slot));
    }
  }
  return [...families.values()].map(({ head, samples }) => `${[head, ...samples].join('\n')}\n`).join('');
}

function familyOf(families: Map<string, { head: string; samples: string[] }>, head: string): string[] {
  let family = families.get(head);
  if (family === undefined) {
    family = { head, samples: [] };
    families.set(head, family);
  }
  return family.samples;
}

function withWorker(sample: string, slot: number): string {
  const label = `worker="${slot}"`;
  const brace = sample.indexOf('{');
  if (brace !== -1) return `${sample.slice(0, brace + 1)}${label},${sample.slice(brace + 1)}`;
  const space = sample.indexOf(' ');
  return `${sample.slice(0, space)}{${label}}${sample.slice(space)}`;
}
