import type { Event } from '@delta-guard/protocol';

/** An event as text, encoded once. */
export interface EncodedEvent {
  type: Event['type'];
  json: string;
  bytes: number;
}

export function encodeEvent(event: Event): EncodedEvent {
  const json = JSON.stringify(event);
  return { type: event.type, json, bytes: Buffer.byteLength(json) };
}

/** Safe: `json` was made by `encodeEvent` of an event of that type and is never changed. */
export function decodeEvent<T extends Event['type']>(
  encoded: EncodedEvent,
  type: T,
): Extract<Event, { type: T }> | null {
  return encoded.type === type ? (JSON.parse(encoded.json) as Extract<Event, { type: T }>) : null;
}

/** The frame of a batch, byte for byte what `encodeMessage` makes of it, without encoding its events again. */
export function batchFrame(seq: number, events: readonly EncodedEvent[]): string {
  return `{"type":"batch","seq":${seq},"events":[${events.map((event) => event.json).join(',')}]}`;
}

/** Safe: the frame was made by `batchFrame`, and what lies on the disk is checked by its checksum. */
export function eventsOfFrame(frame: string): EncodedEvent[] {
  const { events } = JSON.parse(frame) as { events: Event[] };
  return events.map(encodeEvent);
}
