import { describe, expect, test } from 'vitest';
import { attentionItems } from './attention.ts';
import { LateInstances } from './late-instances.ts';
import { routeVerdict, summarizeRoutes } from './route-verdict.ts';
import { routeRow } from './testing/route-row.ts';
import { whoAnswers } from './who-answers.ts';

const live = { stage: 'live', nextStage: null } as const;
const behind = [{ instance: 'teller', lastSeenMs: 0, connected: true }];
const notInForce = { appliedBy: { applied: 0, total: 1, behind } };
const failing = { ...live, recentFallbacks: { fallbacks: 12, requests: 1_200 } };

describe('who answers clients', () => {
  test('is a fact only where every instance obeys', () => {
    expect(whoAnswers(routeRow(live))).toMatchObject({ state: 'known', short: 'candidate answers' });
    expect(whoAnswers(routeRow(notInForce))).toMatchObject({
      state: 'ordered',
      short: 'ordered: legacy answers; in force on 0 of 1',
      sentence: 'Ordered: the legacy answers. Not yet in force on 1 of 1 instance.',
    });
    const away = { applied: 0, total: 1, behind: [{ instance: 'teller', lastSeenMs: 0, connected: false }] };
    expect(whoAnswers(routeRow({ appliedBy: away })).sentence).toBe(
      'Ordered: the legacy answers. Not known to be in force on 1 of 1 instance.',
    );
    expect(whoAnswers(routeRow({ appliedBy: { applied: 0, total: 0, behind: [] } })).sentence).toMatch(
      /^Ordered: the legacy answers\. No instance is connected\.$/,
    );
  });

  test('in canary names the clients that can be on the candidate at all', () => {
    const canary = {
      stage: 'canary',
      canaryShare: 0.25,
      stickyKey: { in: 'cookie', name: 'sid' },
    } as const;
    expect(whoAnswers(routeRow(canary)).sentence).toMatch(
      /25\u202f% of the clients that carry cookie sid; the rest, and all without it, are answered by the legacy/,
    );
  });

  test('says so where the candidate fails at complete, with nobody beside it', () => {
    const alone = { stage: 'complete', nextStage: null } as const;
    const route = routeRow({ ...alone, alarmedOn: ['teller', 'vault'] });
    const words = 'The candidate fails on teller, vault, and only an operator can go back';
    expect(whoAnswers(route)).toMatchObject({ state: 'failing', short: words });
    expect(routeVerdict(route)).toBe('failing');
    const summary = summarizeRoutes([route, routeRow(alone)]);
    expect(summary.candidateAnswers).toBe(1);
    expect(attentionItems(summary).items[0]?.words).toBe(`${words}.`);
    expect(whoAnswers(routeRow({ ...live, alarmedOn: ['teller'] })).state).toBe('known');
  });

  test('says so where the legacy has to answer for the candidate', () => {
    const words = 'The candidate fails: the legacy answered 12 of the last 1,200';
    const route = routeRow(failing);
    expect(whoAnswers(route)).toMatchObject({ state: 'failing', short: words });
    expect(routeVerdict(route)).toBe('failing');
    const summary = summarizeRoutes([route, routeRow(live)]);
    expect(summary.candidateAnswers).toBe(1);
    expect(attentionItems(summary).items[0]?.words).toBe(`${words}.`);
  });

  test('a route that was taken back is not judged by what it fell back before', () => {
    expect(whoAnswers(routeRow({ recentFallbacks: { fallbacks: 3, requests: 9 } })).state).toBe('known');
  });
});

describe('instances that do not obey', () => {
  const fleet = { applied: 0, total: 1, behind };

  test('are late after five seconds behind one revision', () => {
    const late = new LateInstances();
    expect(late.look(fleet, 3, 10_000)).toEqual([]);
    expect(late.look(fleet, 3, 15_000)).toEqual([]);
    expect(late.look(fleet, 3, 15_001)).toEqual(behind);
    expect(late.look(fleet, 4, 15_002)).toEqual([]);
  });

  test('are late at once where they were not heard for longer than that', () => {
    const gone = [{ instance: 'teller', lastSeenMs: 1_000, connected: false }];
    expect(new LateInstances().look({ ...fleet, behind: gone }, 3, 10_000)).toEqual(gone);
  });

  test('come before all else, in one line, and count once', () => {
    const summary = summarizeRoutes([routeRow(failing)]);
    const { items, total } = attentionItems(summary, { late: behind, revision: 3, nowMs: 10_000 });
    expect(items.map(({ key }) => key)).toEqual(['instances', 'r']);
    expect(items[0]?.words).toBe(
      '1 instance does not obey revision 3: teller is connected and has not applied it yet.',
    );
    expect(total).toBe(2);
  });
});
