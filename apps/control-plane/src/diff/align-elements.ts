import type { JsonNode } from '@delta-guard/compare';

/** Elements that stand on one line; null where the other side has none for it. */
export interface ElementPair {
  legacy: number | null;
  candidate: number | null;
}

interface AlignInput {
  legacy: readonly JsonNode[];
  candidate: readonly JsonNode[];
  /** What the comparison found to have no partner. */
  missing: ReadonlySet<number>;
  extra: ReadonlySet<number>;
  /** The comparison found elements in another order, so that partners have to be looked for. */
  moved: boolean;
}

const keyNames = ['id', 'key', 'uuid', 'code', 'name'];

/** Pairs the elements of two arrays as the comparison did, as far as its differences tell. */
export function alignElements({ legacy, candidate, missing, extra, moved }: AlignInput): ElementPair[] {
  const left = legacy.map((_, index) => index).filter((index) => !missing.has(index));
  const right = candidate.map((_, index) => index).filter((index) => !extra.has(index));
  const partners = moved ? partnersByKey({ legacy, candidate, left, right }) : inOrder(left, right);
  return merge({ legacy, candidate, partners });
}

function inOrder(left: readonly number[], right: readonly number[]): Map<number, number> {
  return new Map(left.slice(0, right.length).map((index, order) => [index, right[order] ?? 0]));
}

interface KeyInput {
  legacy: readonly JsonNode[];
  candidate: readonly JsonNode[];
  left: readonly number[];
  right: readonly number[];
}

/** By the first name that gives each element a key of its own, else by the elements' whole value, else in order. */
function partnersByKey({ legacy, candidate, left, right }: KeyInput): Map<number, number> {
  for (const key of [...keyNames.map(memberKey), valueKey]) {
    const others = new Map(right.map((index) => [key(candidate[index]), index]));
    const keys = left.map((index) => key(legacy[index]));
    const isTelling =
      !keys.includes(null) && new Set(keys).size === keys.length && others.size === right.length;
    if (!isTelling || !keys.some((value) => others.has(value))) continue;
    return new Map(
      left.flatMap((index, order): [number, number][] => {
        const partner = others.get(keys[order] ?? null);
        return partner === undefined ? [] : [[index, partner]];
      }),
    );
  }
  return inOrder(left, right);
}

function memberKey(name: string): (node: JsonNode | undefined) => string | null {
  return (node) => {
    const value =
      node?.type === 'object' ? node.members.findLast((member) => member.name === name)?.value : undefined;
    return value?.type === 'string' || value?.type === 'number' ? valueKey(value) : null;
  };
}

/** A text that equal nodes have in common. */
export function valueKey(node: JsonNode | undefined): string | null {
  switch (node?.type) {
    case undefined:
      return null;
    case 'object':
      return `{${node.members
        .map(({ name, value }) => `${JSON.stringify(name)}:${valueKey(value)}`)
        .sort()
        .join()}}`;
    case 'array':
      return `[${node.elements.map(valueKey).join()}]`;
    case 'string':
      return JSON.stringify(node.value);
    case 'number':
      return node.text;
    case 'boolean':
      return String(node.value);
    case 'null':
      return 'null';
  }
}

interface MergeInput {
  legacy: readonly JsonNode[];
  candidate: readonly JsonNode[];
  partners: ReadonlyMap<number, number>;
}

/** In the legacy's order; what only the candidate has stands after its neighbour. */
function merge({ legacy, candidate, partners }: MergeInput): ElementPair[] {
  const taken = new Set(partners.values());
  const alone = candidate.map((_, index) => index).filter((index) => !taken.has(index));
  const pairs: ElementPair[] = [];
  let next = 0;
  const emitAloneBefore = (index: number) => {
    for (; (alone[next] ?? Number.POSITIVE_INFINITY) < index; next += 1)
      pairs.push({ legacy: null, candidate: alone[next] ?? null });
  };
  legacy.forEach((_, index) => {
    const partner = partners.get(index) ?? null;
    if (partner !== null) emitAloneBefore(partner);
    pairs.push({ legacy: index, candidate: partner });
  });
  emitAloneBefore(Number.POSITIVE_INFINITY);
  return pairs;
}
