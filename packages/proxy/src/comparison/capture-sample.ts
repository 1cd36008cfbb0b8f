import type { BodiesKept } from '@delta-guard/protocol';
import {
  type RawMessage,
  type RawSample,
  type RedactedSample,
  redactSample,
} from '../redact/redact-sample.ts';
import { reduceBodies } from '../redact/reduce-bodies.ts';
import { foreignCharset, toUtf8 } from './charset.ts';

/** A sample on its way into a delta, the content codings of its bodies undone. */
export interface Sample extends RawSample {
  /** Whether texts of the answers are in UTF-8 already, whatever the headers say. */
  areUtf8: boolean;
  /** What the delta may keep of them. */
  bodies: BodiesKept;
}

/** The sample with its secrets replaced (P12), fit for an event. */
export function captureSample(sample: Sample, bytesMax: number): RedactedSample {
  const { areUtf8, request, legacy, candidate } = sample;
  const answer = (message: RawMessage) => (areUtf8 ? message : inUtf8(message, bytesMax));
  // Whole first: what is met as a secret in a body is one in the headers and differences too.
  const redacted = redactSample({
    ...sample,
    request: inUtf8(request, bytesMax),
    legacy: answer(legacy),
    candidate: 'failure' in candidate ? candidate : answer(candidate),
  });
  return reduceBodies(redacted, sample.bodies);
}

/** The same without its bodies. What differs in them cannot be told from secrets then, and is replaced as well. */
export function withoutBodies(sample: Sample): Sample {
  const strip = ({ headers }: RawMessage): RawMessage => ({ headers, body: null });
  const { request, legacy, candidate } = sample;
  return {
    ...sample,
    request: strip(request),
    legacy: strip(legacy),
    candidate: 'failure' in candidate ? candidate : strip(candidate),
  };
}

/** A sample as it can be posted to a thread, and what it takes there. */
export function bytesOf({ target, request, legacy, candidate, differences }: Sample): number {
  const heads = [request.headers, legacy.headers, 'failure' in candidate ? [] : candidate.headers];
  const texts = [target, ...heads.flat()].reduce((sum, text) => sum + text.length, 0);
  const values = differences.reduce(
    (sum, { path, legacy, candidate }) =>
      sum + path.length + (legacy?.length ?? 0) + (candidate?.length ?? 0),
    0,
  );
  const bodies = [request.body, legacy.body, 'failure' in candidate ? null : candidate.body];
  return bodies.reduce((sum, body) => sum + (body?.length ?? 0), texts + values);
}

function inUtf8({ headers, body }: RawMessage, bytesMax: number): RawMessage {
  const charset = body === null ? null : foreignCharset(headers);
  if (body === null || charset === null) return { headers, body };
  const decoded = toUtf8(body, charset, bytesMax);
  return { headers, body: decoded.ok ? decoded.body : null };
}
