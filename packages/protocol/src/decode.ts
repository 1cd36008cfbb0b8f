import type { z } from 'zod';
import { limits } from './limits.ts';
import {
  type ControlMessage,
  controlMessageSchema,
  type ProxyMessage,
  proxyMessageSchema,
} from './message.ts';

export type Decoded<T> = { ok: true; value: T } | { ok: false; reason: string };

const encoder = new TextEncoder();

/** Reads one frame of a proxy. Never throws: what is wrong comes back as a reason fit for a log. */
export function decodeProxyMessage(frame: string): Decoded<ProxyMessage> {
  return decode(frame, proxyMessageSchema);
}

/** Reads one frame of a control plane. Never throws. */
export function decodeControlMessage(frame: string): Decoded<ControlMessage> {
  return decode(frame, controlMessageSchema);
}

function decode<T>(frame: string, schema: z.ZodType<T>): Decoded<T> {
  if (isOverCap(frame)) return { ok: false, reason: `frame exceeds ${limits.frameBytesMax} bytes` };
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    return { ok: false, reason: 'frame is not JSON' };
  }
  const parsed = schema.safeParse(json);
  if (parsed.success) return { ok: true, value: parsed.data };
  const [issue] = parsed.error.issues;
  const where = issue?.path.length ? issue.path.join('.') : 'frame';
  return { ok: false, reason: `${where}: ${issue?.message ?? 'invalid'}`.slice(0, 200) };
}

/** A UTF-16 unit takes at most three bytes of UTF-8, so most frames need no count. */
function isOverCap(frame: string): boolean {
  if (frame.length > limits.frameBytesMax) return true;
  if (frame.length * 3 <= limits.frameBytesMax) return false;
  return encoder.encode(frame).length > limits.frameBytesMax;
}
