import type { Difference } from '@delta-guard/protocol';
import { elementPath, memberPath, pathSegments } from './json-path.ts';

/** A place on the way to differences, and what differs at it. */
export interface DifferingNode {
  path: string;
  name: string | null;
  found: Difference[];
  /** In the order in which they were found. */
  children: DifferingNode[];
  isArray: boolean;
}

export interface DifferingTree {
  root: DifferingNode;
  /** Differences whose place is no path into a structure: a line of a text, an offset, a path that was cut. */
  elsewhere: Difference[];
}

/** The places of differences in bodies, as the structure that they are places of. */
export function differingTree(differences: readonly Difference[]): DifferingTree {
  const tree = { root: newNode('$', null), elsewhere: [] as Difference[] };
  const byKey = new Map<string, DifferingNode>();
  for (const difference of differences) {
    if (difference.place !== 'body') continue;
    const segments = pathSegments(difference.path);
    if (segments === null) tree.elsewhere.push(difference);
    else nodeAt(tree.root, { segments, isExtra: difference.kind === 'extra', byKey }).found.push(difference);
  }
  return tree;
}

interface Way {
  segments: readonly (string | number)[];
  /** What only the candidate has stands at its own index, which may be that of another element of the legacy. */
  isExtra: boolean;
  byKey: Map<string, DifferingNode>;
}

function nodeAt(root: DifferingNode, { segments, isExtra, byKey }: Way): DifferingNode {
  let node = root;
  segments.forEach((segment, at) => {
    const isElement = typeof segment === 'number';
    const path = isElement ? elementPath(node.path, segment) : memberPath(node.path, segment);
    const key = isExtra && isElement && at === segments.length - 1 ? `+${path}` : path;
    const known = byKey.get(key);
    if (known === undefined) {
      const made = newNode(path, String(segment));
      byKey.set(key, made);
      node.isArray ||= isElement;
      node.children.push(made);
      node = made;
    } else node = known;
  });
  return node;
}

function newNode(path: string, name: string | null): DifferingNode {
  return { path, name, found: [], children: [], isArray: false };
}
