import { z } from 'zod';
import { limits } from './limits.ts';

const encodedLengthMax = Math.ceil(limits.bodyBytesMax / 3) * 4;

/** Bytes of traffic: as text where they are UTF-8, else as base64. */
export const trafficBytesSchema = z.union([
  z.strictObject({ text: z.string().max(limits.bodyBytesMax) }),
  z.strictObject({ base64: z.base64().max(encodedLengthMax) }),
]);
export type TrafficBytes = z.infer<typeof trafficBytesSchema>;

const strict = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const encoder = new TextEncoder();

export function encodeTrafficBytes(bytes: Uint8Array): TrafficBytes {
  try {
    return { text: strict.decode(bytes) };
  } catch {
    let binary = '';
    for (let at = 0; at < bytes.length; at += 0x2000) {
      binary += String.fromCharCode(...bytes.subarray(at, at + 0x2000));
    }
    return { base64: btoa(binary) };
  }
}

export function decodeTrafficBytes(encoded: TrafficBytes): Uint8Array {
  if ('text' in encoded) return encoder.encode(encoded.text);
  const binary = atob(encoded.base64);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
