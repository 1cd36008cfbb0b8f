import { type EncodedSketch, type Signature, tallySchema } from '@delta-guard/protocol';
import { describe, expect, test } from 'vitest';
import { compileConfig } from '../routing/compiled-config.ts';
import { patternEngine } from '../routing/pattern-engine.ts';
import { config, route } from '../testing/control-server.ts';
import { SignatureRegister } from './signature-register.ts';
import { TallyBook } from './tally-book.ts';

const compiled = compileConfig(
  config(4, [route(1, '/a', 'shadow', { overheadLimitMs: 5 }), route(2, '/b', 'live')]),
  patternEngine,
);
const [first, second] = compiled.routes;
if (first === undefined || second === undefined) throw new Error('the config does not compile');

function clock(startMs: number) {
  const now = { ms: startMs };
  return { now, nowMs: () => now.ms };
}

const signature = (path: string): Signature => ({ place: 'body', path, kind: 'value', why: null });
function countIn(sketch: EncodedSketch | null | undefined): number {
  const bins = [...(sketch?.negative ?? []), ...(sketch?.positive ?? [])];
  return bins.reduce((sum, [, count]) => sum + count, sketch?.zeros ?? 0);
}

const nothing = { signatures: [], others: 0, ruleHits: [] };

describe('tallies', () => {
  test('one for each route and second, with the second in which things ended', () => {
    const { now, nowMs } = clock(10_200);
    const book = new TallyBook(nowMs);
    book.cell(first).match({ legacyMs: 1, candidateMs: 2 }, []);
    book.cell(second).request(null);
    now.ms = 10_999;
    book.cell(first).match({ legacyMs: 1, candidateMs: 2 }, []);
    expect(book.take()).toEqual([]);
    now.ms = 11_000;
    book.cell(first).match({ legacyMs: 1, candidateMs: 2 }, []);
    const tallies = book.take();
    expect(
      tallies.map(({ routeId, second: at, matches, requests }) => [routeId, at, matches, requests]),
    ).toEqual([
      [first.config.id, 10, 2, 0],
      [second.config.id, 10, 0, 1],
    ]);
    expect(book.take(true)).toEqual([
      expect.objectContaining({ second: 11, matches: 1, revision: 4, stage: 'shadow' }),
    ]);
  });

  test('seconds never go back, even where the clock does', () => {
    const { now, nowMs } = clock(20_000);
    const book = new TallyBook(nowMs);
    book.cell(first).request(null);
    now.ms = 15_000;
    book.cell(first).request(null);
    expect(book.take(true)).toEqual([expect.objectContaining({ second: 20, requests: 2 })]);
  });

  test('a pair is an exceedance where the candidate was slower by more than the limit, or failed', () => {
    const book = new TallyBook(clock(1_000).nowMs);
    book.cell(first).match({ legacyMs: 10, candidateMs: 15 }, []);
    book.cell(first).match({ legacyMs: 10, candidateMs: 15.1 }, []);
    book.cell(first).match({ legacyMs: 10, candidateMs: 3 }, []);
    book.cell(first).mismatch({ legacyMs: 10, candidateMs: null }, nothing);
    book.cell(first).notCompared('conditional');
    const [tally] = book.take(true);
    expect(tally).toMatchObject({ latencyPairs: 4, latencyExceedances: 2, matches: 3, mismatches: 1 });
    expect(countIn(tally?.overheadMs)).toBe(3);
    expect(tally?.overheadMs?.negative).toHaveLength(1);
    expect(countIn(tally?.legacyMs)).toBe(4);
  });

  test('signatures, rule hits, reasons and fallbacks are counted, and the event is valid', () => {
    const ruleId = '00000000-0000-4000-8000-0000000000aa';
    const book = new TallyBook(clock(1_000).nowMs);
    const timing = { legacyMs: 1, candidateMs: 1 };
    book
      .cell(first)
      .mismatch(timing, { signatures: [signature('$.a'), signature('$.b')], others: 1, ruleHits: [ruleId] });
    book.cell(first).mismatch(timing, { signatures: [signature('$.a')], others: 0, ruleHits: [] });
    book.cell(first).match(timing, [ruleId]);
    book.cell(first).notCompared('tooLarge');
    book.cell(first).notCompared('budget', [signature('$.c')]);
    book.cell(first).notCompared('tooLarge');
    book.cell(first).fallback();
    const [tally] = book.take(true);
    expect(tally).toMatchObject({
      signatures: [
        { signature: signature('$.a'), count: 2 },
        { signature: signature('$.b'), count: 1 },
      ],
      otherSignatures: 1,
      ruleHits: [{ ruleId, count: 2 }],
      unfinished: [{ signature: signature('$.c'), count: 1 }],
      notCompared: { tooLarge: 2, budget: 1 },
      fallbacks: 1,
    });
    expect(tallySchema.parse(tally)).toEqual(tally);
  });
});

describe('signatures of a route', () => {
  test('each wants its first 20 deltas of the hour', () => {
    const { now, nowMs } = clock(0);
    const register = new SignatureRegister(nowMs, 20);
    const kept = () =>
      Array.from({ length: 30 }, () => register.register('r', [signature('$.a')])).filter(({ keep }) => keep);
    expect(kept()).toHaveLength(20);
    expect(register.register('r', [signature('$.a'), signature('$.b')]).keep).toBe(true);
    expect(register.register('other', [signature('$.a')]).keep).toBe(true);
    now.ms = 3_600_000;
    expect(kept()).toHaveLength(20);
  });

  test('past 500 they are not told apart', () => {
    const register = new SignatureRegister(() => 0, 20);
    const many = Array.from({ length: 510 }, (_, index) => signature(`$.a${index}`));
    const { signatures, others } = register.register('r', many);
    expect([signatures.length, others]).toEqual([500, 10]);
    expect(register.register('r', [signature('$.a7'), signature('$.new')])).toMatchObject({ others: 1 });
  });
});
