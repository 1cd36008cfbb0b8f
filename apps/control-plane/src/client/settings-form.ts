import { autoAdvanceStages } from '@delta-guard/gate';
import { bodiesKept, limits, type RequestKey } from '@delta-guard/protocol';
import { z } from 'zod';
import type { RouteSettings } from '../contract.ts';

const header = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const keyKinds = ['none', 'cookie', 'header'] as const;

export const autoAdvanceChoices = ['policy', 'never', ...autoAdvanceStages] as const;

const percent = (least: number) =>
  z
    .string()
    .trim()
    .refine((text) => isNumber(text, { least, most: 100 }), `A share from ${least} to 100 %`);

/** What a person types; text throughout, so that a half-typed figure is no error of its own. */
export const settingsFormSchema = z
  .object({
    stickyIn: z.enum(keyKinds),
    stickyName: z.string().trim().max(256),
    /** Empty takes that of the gateway. */
    buildHeader: z
      .string()
      .trim()
      .max(256)
      .refine((text) => text === '' || header.test(text), 'This is not the name of a header'),
    samplingPercent: percent(0.001),
    samplingIn: z.enum(keyKinds),
    samplingName: z.string().trim().max(256),
    controlPercent: percent(0),
    recheckPerSecondMax: z
      .string()
      .trim()
      .refine((text) => /^\d+$/.test(text) && Number(text) <= 1_000, 'A whole number from 0 to 1,000'),
    bodies: z.enum(bodiesKept),
    autoAdvanceTo: z.enum(autoAdvanceChoices),
    paused: z.boolean(),
    mismatch: z.boolean(),
    latency: z.boolean(),
    breaker: z.boolean(),
  })
  .superRefine((form, context) => {
    for (const which of ['sticky', 'sampling'] as const) {
      const [kind, name] = [form[`${which}In`], form[`${which}Name`]];
      if (kind === 'none' || header.test(name)) continue;
      context.addIssue({ code: 'custom', path: [`${which}Name`], message: `Give the name of the ${kind}` });
    }
  });
export type SettingsForm = z.infer<typeof settingsFormSchema>;

function isNumber(text: string, { least, most }: { least: number; most: number }): boolean {
  return text !== '' && Number(text) >= least && Number(text) <= most && text.length < limits.pathLengthMax;
}

export function toSettingsForm(settings: RouteSettings): SettingsForm {
  const { stickyKey, sampling } = settings;
  return {
    stickyIn: stickyKey?.in ?? 'none',
    stickyName: stickyKey?.name ?? '',
    buildHeader: settings.buildHeader ?? '',
    samplingPercent: toPercent(sampling.share),
    samplingIn: sampling.by?.in ?? 'none',
    samplingName: sampling.by?.name ?? '',
    controlPercent: toPercent(settings.controlShare),
    recheckPerSecondMax: String(settings.recheckPerSecondMax),
    bodies: settings.bodies,
    autoAdvanceTo: settings.autoAdvanceTo,
    paused: settings.paused,
    ...settings.guard,
  };
}

export function fromSettingsForm(form: SettingsForm): RouteSettings {
  return {
    stickyKey: toKey(form.stickyIn, form.stickyName),
    buildHeader: form.buildHeader || null,
    sampling: {
      share: Number(form.samplingPercent) / 100,
      by: toKey(form.samplingIn, form.samplingName),
    },
    controlShare: Number(form.controlPercent) / 100,
    recheckPerSecondMax: Number(form.recheckPerSecondMax),
    bodies: form.bodies,
    autoAdvanceTo: form.autoAdvanceTo,
    paused: form.paused,
    guard: { mismatch: form.mismatch, latency: form.latency, breaker: form.breaker },
  };
}

function toKey(kind: SettingsForm['stickyIn'], name: string): RequestKey | null {
  return kind === 'none' ? null : { in: kind, name };
}

function toPercent(share: number): string {
  return String(Number((share * 100).toPrecision(12)));
}
