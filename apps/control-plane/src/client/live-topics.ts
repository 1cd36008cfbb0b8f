import type { LiveHint } from '../contract.ts';

export type Topic = LiveHint['topics'][number];
export type Screen = 'routes' | 'deltaList' | 'delta' | 'rules' | 'instances';

/** Which screens show something of a topic; they are asked again when it changes. A delta is large and only rules change it. */
const screensOf: Record<Topic, readonly Screen[]> = {
  tallies: ['routes', 'deltaList', 'rules'],
  deltas: ['routes', 'deltaList'],
  config: ['routes', 'deltaList', 'delta', 'rules', 'instances'],
  instances: ['routes', 'instances'],
};

export function screensToRefresh(topics: readonly Topic[]): Screen[] {
  return [...new Set(topics.flatMap((topic) => screensOf[topic]))];
}
