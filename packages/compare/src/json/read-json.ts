import { defaultLimits } from '../limits.ts';
import { GaveUpError } from '../work.ts';
import { JsonScanner } from './json-scanner.ts';
import { PaddedText } from './padded-text.ts';
import { decodeString } from './scan-string.ts';
import { kindOf, Tape } from './tape.ts';

interface Span {
  /** Byte offsets in the body: first byte, and the one after the last. */
  start: number;
  end: number;
}

/** JSON as it was sent: exact number text, member order and repeated names kept. */
export type JsonNode =
  | (Span & { type: 'object'; members: JsonMember[] })
  | (Span & { type: 'array'; elements: JsonNode[] })
  | (Span & { type: 'string'; value: string })
  | (Span & { type: 'number'; text: string })
  | (Span & { type: 'boolean'; value: boolean })
  | (Span & { type: 'null' });

export interface JsonMember {
  name: string;
  value: JsonNode;
}

export type ReadJson = { ok: true; root: JsonNode } | { ok: false; position: number; message: string };

/** Said where a text is nested deeper than `depthMax`. */
const tooDeepMessage = 'nested too deeply';

/** Reads a whole JSON text (RFC 8259, a byte order mark allowed) without losing anything. Never throws. */
export function readJson(bytes: Uint8Array, limits: { depthMax?: number } = {}): ReadJson {
  const text = new PaddedText(bytes.length + 64);
  text.load(bytes);
  const tape = new Tape(64);
  try {
    const fault = new JsonScanner(text, limits.depthMax ?? defaultLimits.depthMax).whole(
      0,
      bytes.length,
      tape,
    );
    return fault === null ? { ok: true, root: treeOf(tape, text.bytes) } : { ok: false, ...fault };
  } catch (error) {
    if (error instanceof GaveUpError) return { ok: false, position: 0, message: tooDeepMessage };
    throw error;
  }
}

/** Makes nodes from the last to the first, so that children are there before their container. */
function treeOf(tape: Tape, bytes: Uint8Array): JsonNode {
  const nodes: JsonNode[] = new Array(tape.count);
  let root: JsonNode = { type: 'null', start: 0, end: 0 };
  for (let at = tape.count - 1; at >= 0; at -= 1) {
    root = nodeOf(tape, at, { bytes, nodes });
    nodes[at] = root;
  }
  return root;
}

function nodeOf(tape: Tape, at: number, made: { bytes: Uint8Array; nodes: readonly JsonNode[] }): JsonNode {
  const { bytes, nodes } = made;
  const span = { start: tape.start(at), end: tape.end(at) };
  switch (tape.kind(at)) {
    case kindOf.object: {
      const members: JsonMember[] = [];
      for (let child = at + 1; child < tape.next(at); child = tape.next(child)) {
        const value = nodes[child];
        const name = decodeString(bytes, tape.nameStart(child), tape.nameEnd(child));
        if (value !== undefined) members.push({ name, value });
      }
      return { type: 'object', members, ...span };
    }
    case kindOf.array: {
      const elements: JsonNode[] = [];
      for (let child = at + 1; child < tape.next(at); child = tape.next(child)) {
        const value = nodes[child];
        if (value !== undefined) elements.push(value);
      }
      return { type: 'array', elements, ...span };
    }
    case kindOf.string:
      return { type: 'string', value: decodeString(bytes, span.start + 1, span.end - 1), ...span };
    case kindOf.number:
      return { type: 'number', text: decodeString(bytes, span.start, span.end), ...span };
    case kindOf.null:
      return { type: 'null', ...span };
    default:
      return { type: 'boolean', value: tape.kind(at) === kindOf.true, ...span };
  }
}
