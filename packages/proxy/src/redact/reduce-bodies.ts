import {
  type BodiesKept,
  bodiesKept,
  type CapturedBody,
  type Difference,
  valueNotKept,
} from '@delta-guard/protocol';
import type { RedactedMessage, RedactedSample } from './redact-sample.ts';

/** Lines of a text from the first one that differs. */
const linesMax = 3;

/** That of the two that keeps less. */
export function fewerBodies(one: BodiesKept, other: BodiesKept): BodiesKept {
  return bodiesKept.indexOf(one) > bodiesKept.indexOf(other) ? one : other;
}

/** A redacted sample with no more of its bodies than may be kept; it can only lose what it has. */
export function reduceBodies(sample: RedactedSample, bodies: BodiesKept): RedactedSample {
  if (bodies === 'full') return sample;
  const { target, request, legacy, candidate, differences } = sample;
  return {
    target,
    request: withoutBytes(request),
    legacy: withoutBytes(legacy),
    candidate: 'failure' in candidate ? candidate : withoutBytes(candidate),
    differences: differences.map(bodies === 'differing' ? onlyDiffering : withoutValues),
  };
}

function withoutBytes({ headers, body }: RedactedMessage): RedactedMessage {
  return { headers, body: onlyLength(body) };
}

/** A body of which nothing is left but how long it was. */
export function onlyLength(body: CapturedBody | null): CapturedBody | null {
  if (body === null) return null;
  const { bytesTotal } = body;
  return { bytesTotal, truncated: bytesTotal > 0, bytes: { text: '' } };
}

function withoutValues(difference: Difference): Difference {
  if (difference.place !== 'body') return difference;
  return mapValues(difference, () => valueNotKept);
}

/** Of text and bytes a difference tells more than what differs: what comes after it. */
function onlyDiffering(difference: Difference): Difference {
  const { place, path } = difference;
  if (place !== 'body') return difference;
  if (path.startsWith('line ')) return mapValues(difference, firstLines);
  return path.startsWith('offset ') ? mapValues(difference, onlyBytes) : difference;
}

function mapValues(difference: Difference, map: (value: string) => string): Difference {
  const { legacy, candidate } = difference;
  return {
    ...difference,
    legacy: legacy === null ? null : map(legacy),
    candidate: candidate === null ? null : map(candidate),
  };
}

function firstLines(value: string): string {
  const lines = value.split('\n');
  if (lines.length <= linesMax) return value;
  return `${lines.slice(0, linesMax).join('\n')}\n…`;
}

function onlyBytes(value: string): string {
  return value.replace(/ bytes, from here: .*$/s, ' bytes');
}
