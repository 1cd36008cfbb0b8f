import type { LiveHint } from '../contract.ts';

export type Topic = LiveHint['topics'][number];
export type Screen = 'routes' | 'deltas' | 'rules' | 'instances';

/** Which screens show something of a topic; their queries are asked again when it changes. */
const screensOf: Record<Topic, readonly Screen[]> = {
  tallies: ['routes', 'deltas', 'rules'],
  deltas: ['routes', 'deltas'],
  config: ['routes', 'deltas', 'rules', 'instances'],
  instances: ['routes', 'instances'],
};

export function screensToRefresh(topics: readonly Topic[]): Screen[] {
  return [...new Set(topics.flatMap((topic) => screensOf[topic]))];
}
