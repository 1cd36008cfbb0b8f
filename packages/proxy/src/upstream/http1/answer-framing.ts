import type { AnswerHead } from './answer-head.ts';

export type BodyFraming =
  | { kind: 'none' }
  | { kind: 'length'; bytes: number }
  | { kind: 'chunked' }
  | { kind: 'untilClose' };

export interface Framing {
  body: BodyFraming;
  /** Whether the connection may serve another request afterwards. */
  reusable: boolean;
  /** How long the server says it keeps an idle connection, in ms; null where it says nothing. */
  idleMs: number | null;
}

export type ReadFraming = { ok: true; framing: Framing } | { ok: false; fault: string };

interface Fields {
  length: string | null;
  coding: string | null;
  closes: boolean;
  keepsAlive: boolean;
  idleMs: number | null;
}

/** Where the body of an answer ends (RFC 9112, 6.3). What two parties could frame differently is a fault. */
export function answerFraming(head: AnswerHead, method: string): ReadFraming {
  const fields = readFields(head.headers);
  if (fields === null) return { ok: false, fault: 'more than one Content-Length or Transfer-Encoding' };
  const { length, coding, idleMs } = fields;
  if (length !== null && !/^[0-9]{1,15}$/.test(length))
    return { ok: false, fault: 'Content-Length is not a number' };
  const stays = fields.closes ? false : head.version === '1.1' || fields.keepsAlive;
  if (method === 'HEAD' || head.status < 200 || head.status === 204 || head.status === 304) {
    // A server that frames a body where there is none may send one too, and it would be read as the next answer.
    const suspicious =
      method !== 'HEAD' && head.status === 204 && (coding !== null || Number(length ?? 0) > 0);
    return framed({ kind: 'none' }, stays && !suspicious, idleMs);
  }
  if (coding !== null) {
    if (length !== null) return { ok: false, fault: 'both Transfer-Encoding and Content-Length' };
    if (head.version === '1.0') return { ok: false, fault: 'Transfer-Encoding in HTTP/1.0' };
    if (coding.toLowerCase() !== 'chunked')
      return { ok: false, fault: 'a Transfer-Encoding other than chunked' };
    return framed({ kind: 'chunked' }, stays, idleMs);
  }
  if (length !== null) return framed({ kind: 'length', bytes: Number(length) }, stays, idleMs);
  return framed({ kind: 'untilClose' }, false, idleMs);
}

function framed(body: BodyFraming, reusable: boolean, idleMs: number | null): ReadFraming {
  return { ok: true, framing: { body, reusable, idleMs } };
}

/** The fields that frame a message; null where one that must be single is repeated. */
function readFields(headers: readonly string[]): Fields | null {
  const fields: Fields = { length: null, coding: null, closes: false, keepsAlive: false, idleMs: null };
  for (let at = 0; at + 1 < headers.length; at += 2) {
    const name = headers[at] ?? '';
    // Told apart by length first: few headers get as far as being compared.
    if (name.length !== 10 && name.length !== 14 && name.length !== 17) continue;
    const value = headers[at + 1] ?? '';
    switch (name.toLowerCase()) {
      case 'content-length':
        if (fields.length !== null) return null;
        fields.length = value;
        break;
      case 'transfer-encoding':
        if (fields.coding !== null) return null;
        fields.coding = value;
        break;
      case 'connection':
        if (/(?:^|,)\s*close\s*(?:,|$)/i.test(value)) fields.closes = true;
        if (/(?:^|,)\s*keep-alive\s*(?:,|$)/i.test(value)) fields.keepsAlive = true;
        break;
      case 'keep-alive':
        fields.idleMs = idleHint(value);
    }
  }
  return fields;
}

function idleHint(value: string): number | null {
  const seconds = /(?:^|[,;\s])timeout\s*=\s*"?([0-9]{1,6})/i.exec(value)?.[1];
  return seconds === undefined ? null : Number(seconds) * 1_000;
}
