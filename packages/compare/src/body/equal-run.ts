import type { Findings } from '../findings.ts';
import { scanLiteral, skipBlanks } from '../json/json-scanner.ts';
import { scanNumber } from '../json/scan-number.ts';
import { scanString } from '../json/scan-string.ts';
import { frameOf, frameShift } from './frame-row.ts';
import { expect, type LockstepCursor } from './lockstep-cursor.ts';

/** As two bytes in the order of their addresses. */
const colonAndQuote = 0x223a;
const commaAndQuote = 0x222c;

/**
 * Reads the first text as far as both are the same, and stops before what reaches the end of that, is malformed, or
 * closes a container in which something was found. One long function: calls would double its time.
 */
export function readEqualRun(cursor: LockstepCursor, findings: Findings, depthMax: number): void {
  const { bytes, words } = cursor.text;
  const frames = cursor.frames;
  const { names, rows } = frames;
  const until = cursor.equalUntil;
  const ahead = cursor.atB - cursor.atA;
  const { total, hits } = findings;
  let expected: number = cursor.expect;
  let depth = cursor.depth;
  let shallowest = depth;
  let inObject = rows[depth << frameShift] === 1;
  let isUntouched = total === rows[(depth << frameShift) + frameOf.total];
  let nameCount = frames.nameCount;
  let at = cursor.atA;
  // Behind the last token that lies wholly in the run; what follows it is left to `#step`.
  let done = at;
  for (;;) {
    if (expected === expect.after) {
      if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
      if (at >= until) break;
      const byte = bytes[at] ?? 0;
      at += 1;
      if (byte === 0x2c) {
        if (inObject) expected = expect.member;
        else {
          if (!isUntouched) break;
          const index = (depth << frameShift) + frameOf.index;
          rows[index] = (rows[index] ?? 0) + 1;
          expected = expect.value;
        }
        done = at;
      } else {
        if (byte !== (inObject ? 0x7d : 0x5d) || !isUntouched) break;
        nameCount = rows[(depth << frameShift) + frameOf.firstName] ?? 0;
        depth -= 1;
        inObject = rows[depth << frameShift] === 1;
        isUntouched = total === rows[(depth << frameShift) + frameOf.total];
        if (depth < shallowest) shallowest = depth;
        done = at;
        if (depth === 0) break;
        continue;
      }
    }
    if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
    if (expected >= expect.firstMember) {
      if (bytes[at] === 0x22) {
        let start = at + 1;
        at = scanString(bytes, words, start);
        if (at < 0) break;
        // Mostly a text follows, and after it the next name, with no blank between them.
        while (words.getUint16(at, true) === colonAndQuote) {
          const next = scanString(bytes, words, at + 2);
          if (next < 0 || next >= until || nameCount + 2 > names.length) break;
          names[nameCount] = start;
          names[nameCount + 1] = at - 1;
          nameCount += 2;
          at = next;
          done = at;
          expected = expect.after;
          if (words.getUint16(at, true) !== commaAndQuote) break;
          start = at + 2;
          done = at + 1;
          expected = expect.member;
          at = scanString(bytes, words, start);
          if (at < 0) break;
        }
        if (expected === expect.after) continue;
        if (at < 0 || nameCount + 2 > names.length) break;
        const end = at - 1;
        if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
        if (at >= until || bytes[at] !== 0x3a) break;
        at += 1;
        names[nameCount] = start;
        names[nameCount + 1] = end;
        nameCount += 2;
        expected = expect.value;
        done = at;
        if ((bytes[at] ?? 0) <= 0x20) at = skipBlanks(bytes, at);
      } else if (expected === expect.member) break;
    }
    if (at >= until) break;
    const byte = bytes[at] ?? 0;
    if (expected === expect.firstMember && byte !== 0x7d) break;
    if (byte === 0x22) {
      at = scanString(bytes, words, at + 1);
      if (at < 0 || at > until) break;
      expected = expect.after;
    } else if (byte >= 0x2d && byte <= 0x39) {
      at = scanNumber(bytes, at);
      // A number that reaches the end of the run may go on in one of the texts.
      if (at < 0 || at >= until) break;
      expected = expect.after;
    } else if (byte === 0x7b || byte === 0x5b) {
      if (depth >= depthMax) break;
      depth += 1;
      inObject = byte === 0x7b;
      isUntouched = true;
      frames.open(depth, inObject, at, { ahead, total, hits, nameCount });
      expected = inObject ? expect.firstMember : expect.firstElement;
      at += 1;
    } else if (byte === 0x7d || byte === 0x5d) {
      if (expected === expect.value || byte !== (inObject ? 0x7d : 0x5d)) break;
      at += 1;
      nameCount = rows[(depth << frameShift) + frameOf.firstName] ?? 0;
      depth -= 1;
      inObject = rows[depth << frameShift] === 1;
      isUntouched = total === rows[(depth << frameShift) + frameOf.total];
      if (depth < shallowest) shallowest = depth;
      expected = expect.after;
    } else {
      at = scanLiteral(bytes, words, at);
      if (at < 0 || at > until) break;
      expected = expect.after;
    }
    done = at;
    if (depth === 0) break;
  }
  cursor.atA = done;
  cursor.atB = done + ahead;
  cursor.expect = expected;
  cursor.depth = depth;
  if (cursor.states.length > shallowest) cursor.states.length = shallowest;
  frames.nameCount = nameCount;
}
