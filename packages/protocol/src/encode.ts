import type { ControlMessage, ProxyMessage } from './message.ts';

/** The frame of a message. A batch is encoded once and kept as text, so that a repeat has the same hash. */
export function encodeMessage(message: ProxyMessage | ControlMessage): string {
  return JSON.stringify(message);
}
