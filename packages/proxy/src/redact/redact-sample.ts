import type { CapturedBody, Difference } from '@delta-guard/protocol';
import type { HeaderList } from '../http/header-list.ts';
import type { Context } from './context.ts';
import { Placeholders } from './placeholders.ts';
import { type RedactedBody, redactBody } from './redact-body.ts';
import { type DifferingSide, redactDifference } from './redact-difference.ts';
import { redactHeaders } from './redact-headers.ts';
import { redactTarget } from './redact-target.ts';
import { redactText } from './redact-text.ts';

/** A message of an exchange as it came, its body decoded and in UTF-8; null where there is none to show. */
export interface RawMessage {
  headers: HeaderList;
  body: Uint8Array | null;
}

/** Of an exchange, all that people wrote or systems answered. */
export interface RawSample {
  target: string;
  request: RawMessage;
  legacy: RawMessage;
  candidate: RawMessage | { failure: string };
  differences: readonly Difference[];
}

export interface RedactedMessage {
  headers: [string, string][];
  body: CapturedBody | null;
}

export interface RedactedSample {
  target: string;
  request: RedactedMessage;
  legacy: RedactedMessage;
  candidate: RedactedMessage | { failure: string };
  differences: Difference[];
}

/**
 * An exchange without what is secret in it (P12). Placeholders are numbered from request to candidate, and the same in
 * all of its parts. What is met as a secret in one part is one in those after it.
 */
export function redactSample(sample: RawSample): RedactedSample {
  const context: Context = { placeholders: new Placeholders(), depth: 0 };
  const request = redactHeaders(sample.request.headers, context);
  const target = redactTarget(sample.target, context);
  const requestBody = bodyOf(sample.request, context);
  const legacy = redactSide(sample.legacy, context);
  const candidate = 'failure' in sample.candidate ? null : redactSide(sample.candidate, context);
  const sides = { legacy: legacy.side, candidate: candidate?.side ?? null };
  return {
    target,
    request: { headers: request, body: requestBody?.captured ?? null },
    legacy: legacy.message,
    candidate: candidate?.message ?? { failure: failureOf(sample, context) },
    differences: sample.differences.map((difference) => redactDifference(difference, sides, context)),
  };
}

function redactSide(
  message: RawMessage,
  context: Context,
): { message: RedactedMessage; side: DifferingSide } {
  const headers = redactHeaders(message.headers, context);
  const body = bodyOf(message, context);
  return {
    message: { headers, body: body?.captured ?? null },
    side: { headers: message.headers, body },
  };
}

function bodyOf({ body, headers }: RawMessage, context: Context): RedactedBody | null {
  return body === null ? null : redactBody(body, headers, context);
}

function failureOf({ candidate }: RawSample, context: Context): string {
  return 'failure' in candidate ? redactText(candidate.failure, context) : '';
}
