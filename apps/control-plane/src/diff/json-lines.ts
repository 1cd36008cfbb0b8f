import type { JsonNode } from '@delta-guard/compare';
import { elementPath, memberPath } from './json-path.ts';
import type { Cell } from './row.ts';

/** Longer values are cut for display; the difference itself was found in the whole value. */
const cellLengthMax = 4_000;

/** Where a value stands in its body. */
export interface Place {
  depth: number;
  path: string;
  name: string | null;
}

export type ObjectNode = JsonNode & { type: 'object' };

/** The values of each name in their order; of repeated names the last one counts, as for the comparison. */
export function valuesByName(node: ObjectNode): Map<string, JsonNode[]> {
  const values = new Map<string, JsonNode[]>();
  for (const { name, value } of node.members) {
    const known = values.get(name);
    if (known === undefined) values.set(name, [value]);
    else known.push(value);
  }
  return values;
}

/** What takes one line: a plain value, or a container with nothing in it. */
export function isLeaf(node: JsonNode): boolean {
  if (node.type === 'object') return node.members.length === 0;
  return node.type !== 'array' || node.elements.length === 0;
}

interface Line {
  place: { depth: number; path: string | null; name: string | null };
  cell: Cell;
}

/** A value with all that is in it, as lines of one side. */
export function oneSided(node: JsonNode, place: Place): Line[] {
  if (isLeaf(node)) return [{ place, cell: leafCell(node) }];
  const isObject = node.type === 'object';
  const children =
    node.type === 'object'
      ? node.members.map(({ name, value }) => ({ value, name, path: memberPath(place.path, name) }))
      : node.type === 'array'
        ? node.elements.map((value, index) => ({
            value,
            name: String(index),
            path: elementPath(place.path, index),
          }))
        : [];
  return [
    { place, cell: { text: isObject ? '{' : '[', tone: 'bracket' } },
    ...children.flatMap(({ value, name, path }) => oneSided(value, { depth: place.depth + 1, path, name })),
    {
      place: { depth: place.depth, path: null, name: null },
      cell: { text: isObject ? '}' : ']', tone: 'bracket' },
    },
  ];
}

export function leafCell(node: JsonNode): Cell {
  switch (node.type) {
    case 'string':
      return { text: clip(JSON.stringify(node.value)), tone: 'string' };
    case 'number':
      return { text: clip(node.text), tone: 'number' };
    case 'boolean':
      return { text: String(node.value), tone: 'literal' };
    case 'null':
      return { text: 'null', tone: 'literal' };
    case 'object':
      return { text: '{}', tone: 'bracket' };
    case 'array':
      return { text: '[]', tone: 'bracket' };
  }
}

function clip(text: string): string {
  return text.length <= cellLengthMax ? text : `${text.slice(0, cellLengthMax)}…`;
}
