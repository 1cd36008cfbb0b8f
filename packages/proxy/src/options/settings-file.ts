import { readFile, stat } from 'node:fs/promises';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { OptionsError } from '../options.ts';
import { unreadable } from './unreadable.ts';

/** A file of settings: what it says, and where it says it. */
export interface SettingsFile {
  name: string;
  values: Record<string, unknown>;
  /** Line of what stands at this path, or of the nearest thing around it; null where not even that is there. */
  lineOf(path: readonly PropertyKey[]): number | null;
}

const bytesMax = 1024 * 1024;

/** Reads a YAML file. Throws `OptionsError` with every place that is not YAML. */
export async function readSettingsFile(name: string): Promise<SettingsFile> {
  return parseSettings(name, await readText(name));
}

function parseSettings(name: string, text: string): SettingsFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const mistakes = [...document.errors, ...document.warnings].map(
    ({ pos, message }) => `${name}:${lines.linePos(pos[0]).line}: ${message}`,
  );
  if (mistakes.length > 0) throw new OptionsError(mistakes);
  const values = withoutEmpty(document.toJS() ?? {});
  if (!isRecord(values)) throw new OptionsError([`${name}:1: expected settings such as port: 8080`]);
  const lineOf = (path: readonly PropertyKey[]) => {
    const at = offsetOf(document.contents, path);
    return at === null ? null : lines.linePos(at).line;
  };
  return { name, values, lineOf };
}

/** A key with nothing behind it, as where all below it is commented out, counts as not set. */
function withoutEmpty(value: unknown): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, withoutEmpty(inner)]));
}

async function readText(name: string): Promise<string> {
  try {
    if ((await stat(name)).size > bytesMax)
      throw new OptionsError([`${name}: is larger than ${bytesMax} bytes`]);
    return await readFile(name, 'utf8');
  } catch (error) {
    if (error instanceof OptionsError) throw error;
    throw new OptionsError([unreadable(name, error)]);
  }
}

/** Offset of the deepest part of the path that is there. */
function offsetOf(contents: Node | null, path: readonly PropertyKey[]): number | null {
  let node: unknown = contents;
  let found: number | null = null;
  for (const key of path) {
    const next = childOf(node, key);
    if (next === null) break;
    found = next.offset ?? found;
    node = next.node;
  }
  return found;
}

function childOf(node: unknown, key: PropertyKey): { node: unknown; offset: number | undefined } | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key));
    if (pair === undefined) return null;
    return { node: pair.value, offset: isScalar(pair.key) ? pair.key.range?.[0] : undefined };
  }
  if (!isSeq(node) || typeof key !== 'number' || node.items[key] === undefined) return null;
  const item: unknown = node.items[key];
  return { node: item, offset: isScalar(item) || isMap(item) ? item.range?.[0] : undefined };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
