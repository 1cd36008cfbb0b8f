import type { CapturedResponse, Delta } from '@delta-guard/protocol';

export type Side = 'legacy' | 'candidate';
const sides: readonly Side[] = ['legacy', 'candidate'];

type Sample = Pick<Delta, 'request' | 'legacy' | 'candidate' | 'differences'>;

/** Sides that sent a body of which the sample holds nothing, as far as headers and differences tell. */
export function sidesNotKept(sample: Sample): Side[] {
  return sides.filter((side) => isNotKept(sample, side));
}

function isNotKept(sample: Sample, side: Side): boolean {
  const response = sample[side];
  if ('failure' in response || response.body !== null) return false;
  if (cannotHaveBody(response, sample.request.method)) return false;
  return announcesBody(response) || differsInBody(sample, side);
}

function cannotHaveBody(response: CapturedResponse, method: string): boolean {
  if (method === 'HEAD' || response.status === 204 || response.status === 304) return true;
  return headerOf(response, 'content-length') === '0';
}

function announcesBody(response: CapturedResponse): boolean {
  return ['content-length', 'content-type', 'transfer-encoding', 'content-encoding'].some(
    (name) => headerOf(response, name) !== null,
  );
}

/** A body that is there on one side alone is told as a difference of the root whose other value is absent. */
function differsInBody({ differences }: Sample, side: Side): boolean {
  return differences.some(
    (difference) => difference.place === 'body' && (difference.path !== '$' || difference[side] !== null),
  );
}

/** Bytes that a side said it would send, null where it did not say. */
export function announcedBytes(response: CapturedResponse): number | null {
  const text = headerOf(response, 'content-length');
  return text !== null && /^\d+$/.test(text) ? Number(text) : null;
}

function headerOf({ headers }: CapturedResponse, wanted: string): string | null {
  return headers.find(([name]) => name.toLowerCase() === wanted)?.[1].trim() ?? null;
}
