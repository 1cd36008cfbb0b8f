import { expect, test } from 'vitest';
import type { RouteSettings } from '../contract.ts';
import { fromSettingsForm, settingsFormSchema, toSettingsForm } from './settings-form.ts';

const settings: RouteSettings = {
  stickyKey: { in: 'cookie', name: 'session' },
  buildHeader: 'x-build',
  sampling: { share: 0.07, by: { in: 'header', name: 'x-tenant' } },
  controlShare: 0.29,
  recheckPerSecondMax: 5,
  bodies: 'differing',
  autoAdvanceTo: 'canary',
  paused: true,
  guard: { mismatch: true, latency: false, breaker: true },
};

test('what is stored comes back from the form as it was', () => {
  expect(fromSettingsForm(settingsFormSchema.parse(toSettingsForm(settings)))).toEqual(settings);
  const none = { ...settings, stickyKey: null, buildHeader: null, sampling: { share: 1, by: null } };
  expect(fromSettingsForm(settingsFormSchema.parse(toSettingsForm(none)))).toEqual(none);
});

test('a key without a name, no sampling at all and a share above the whole are refused where they stand', () => {
  const wrong = {
    ...toSettingsForm(settings),
    stickyName: '',
    samplingPercent: '0',
    controlPercent: '101',
    buildHeader: 'x build',
  };
  const paths = settingsFormSchema.safeParse(wrong).error?.issues.map(({ path }) => path[0]);
  expect(paths?.sort()).toEqual(['buildHeader', 'controlPercent', 'samplingPercent', 'stickyName']);
});
