import { describe, expect, test } from 'vitest';
import type { RuleEffect, SuggestedRule } from '../contract.ts';
import { effectWords, noSuggestionWords, signatureEffectWords, suggestionWords } from './effect-words.ts';

const effect = (over: Partial<RuleEffect>): RuleEffect => ({
  samples: 20,
  routes: 1,
  more: false,
  alreadyMatch: 0,
  wouldMatch: 0,
  partly: 0,
  unchanged: 0,
  unknown: 0,
  notKept: 0,
  vanishing: [],
  hiddenInPart: [],
  otherSignatures: 0,
  ...over,
});

describe('what a draft rule would do', () => {
  test.each([
    [effect({ wouldMatch: 20 }), 'All 20 stored samples would become matches.', ''],
    [
      effect({ wouldMatch: 1, partly: 12, unchanged: 4, alreadyMatch: 2, unknown: 1, more: true }),
      '1 of the 20 newest samples would become a match.',
      '12 would differ in less; 4 would differ as now; 2 match under other rules already; 1 cannot be judged, because what differs was cut, redacted or never came.',
    ],
    [
      effect({ routes: 3, unchanged: 20 }),
      'None of the 20 stored samples of 3 routes would become a match.',
      '20 would differ as now.',
    ],
    [effect({ samples: 1, wouldMatch: 1 }), 'The one stored sample would become a match.', ''],
    [
      effect({ wouldMatch: 12, unknown: 8, notKept: 7 }),
      '12 of the 20 stored samples would become matches.',
      '1 cannot be judged, because what differs was cut, redacted or never came; 7 cannot be judged without their bodies, which are kept where the proxy runs with bodies: full.',
    ],
  ])('reads as a sentence whose figures add up', (given, headline, rest) => {
    expect(effectWords(given)).toMatchObject({ headline, rest });
  });

  test('without samples nothing is claimed', () => {
    expect(effectWords(effect({ samples: 0 })).headline).toContain('cannot be shown');
  });

  test('samples that cannot be judged are not said to stay as they are', () => {
    expect(effectWords(effect({ unknown: 20 })).headline).toBe(
      'None of the 20 stored samples can be judged.',
    );
    expect(effectWords(effect({ unknown: 20, notKept: 20 })).rest).toBe(
      'That takes their bodies, which are kept where the proxy runs with bodies: full.',
    );
    expect(effectWords(effect({ samples: 1, unknown: 1 })).headline).toBe(
      'The one stored sample cannot be judged.',
    );
  });

  test('a rule that hides nothing is told apart from one that hides something', () => {
    expect(effectWords(effect({ unchanged: 20 })).works).toBe(false);
    expect(effectWords(effect({ partly: 1, unchanged: 19 })).works).toBe(true);
  });

  test('of a signature it says whether any sample would still carry it', () => {
    const signature = { place: 'body', path: '$.a', kind: 'value', why: null } as const;
    const on = { routeLabel: 'GET /a', signature, examples: [] };
    expect(signatureEffectWords({ ...on, samplesBefore: 1, samplesAfter: 0 })).toBe(
      'in 1 sample, then in none',
    );
    expect(signatureEffectWords({ ...on, samplesBefore: 9, samplesAfter: 4 })).toBe(
      'in 9 samples, then still in 4',
    );
  });
});

test('a suggestion says what speaks for it', () => {
  const suggestion: SuggestedRule = {
    place: { in: 'body', path: '$.requestId' },
    action: { do: 'ignore' },
    reason: 'looksLikeId',
    samples: 20,
    samplesWithIt: 20,
    differences: 20,
    examples: [],
  };
  expect(suggestionWords(suggestion)).toBe('Differs in 20 of 20 samples; looks like a random id');
});

test('where none is made it says of how many samples nothing can be told', () => {
  expect(noSuggestionWords({ samples: 0, unknown: 0 })).toBe(
    'None: no stored sample differs under the rules of now.',
  );
  expect(noSuggestionWords({ samples: 3, unknown: 0 })).toBe('None: nothing in 3 samples looks like noise.');
  expect(noSuggestionWords({ samples: 0, unknown: 2 })).toContain('Of 2 samples it cannot be told');
});
