import type { LiveHint } from '../contract.ts';

export type Topic = LiveHint['topics'][number];
export type Screen = 'routes' | 'route' | 'deltaList' | 'delta' | 'rules' | 'instances';

/** What is looked at: the path of the page, and whether it is in the background. */
export interface Looked {
  path: string;
  hidden: boolean;
}

/** Which screens show something of a topic; they are asked again when it changes. A delta is large and only rules change it. */
const screensOf: Record<Topic, readonly Screen[]> = {
  tallies: ['routes', 'route', 'deltaList', 'rules'],
  deltas: ['routes', 'route', 'deltaList'],
  config: ['routes', 'route', 'deltaList', 'delta', 'rules', 'instances'],
  instances: ['routes', 'route', 'instances'],
};

/**
 * Traffic changes something each second. A page in the background asks for nothing until it is looked at again; and all
 * pages but the list itself, which show a few words of it, ask for the list of all routes where somebody changed something,
 * else every ten seconds.
 */
export function screensToRefresh(topics: readonly Topic[], { path, hidden }: Looked): Screen[] {
  if (hidden) return [];
  const screens = new Set(topics.flatMap((topic) => screensOf[topic]));
  if (path !== '/' && !topics.includes('config')) screens.delete('routes');
  return [...screens];
}
