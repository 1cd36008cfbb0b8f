import {
  type BodyAdapters,
  previewRule,
  type RulePreview,
  type SignatureEffect,
  type StoredDelta,
} from '@delta-guard/compare';
import type { RuleEffectOnSignature } from '../../contract.ts';
import { patternEngine } from '../../pattern-engine.ts';
import { adaptersFor, judgeSample, workMax } from './judge-sample.ts';
import { openSample, usableRules } from './open-sample.ts';
import type { PreviewAnswer, PreviewJob } from './sample-job.ts';

/** Signatures listed of each sort; the rest is counted. */
const listedMax = 20;

/** Judges each sample without and with the draft, route by route. The draft was checked before. */
export async function previewSamples(job: PreviewJob): Promise<PreviewAnswer> {
  const byRoute = new Map<string, StoredDelta[]>();
  for (const sample of job.samples) {
    const known = byRoute.get(sample.routeId) ?? [];
    byRoute.set(sample.routeId, known);
    known.push(openSample(sample));
  }
  const adapters = await adaptersFor([...byRoute.values()].flat());
  const parts = [...byRoute].map(([routeId, deltas]) => previewRoute(job, { routeId, deltas, adapters }));
  return merge(parts);
}

interface RouteSamples {
  routeId: string;
  deltas: readonly StoredDelta[];
  adapters: BodyAdapters;
}

type Part = RulePreview & { routeLabel: string };

function previewRoute(job: PreviewJob, { routeId, deltas, adapters }: RouteSamples): Part {
  const compare = { workMax, adapters };
  const others = job.rules.filter(({ id }) => id !== job.draft.id);
  const { rules, compiled } = usableRules(others, routeId);
  // One whose differences were redacted says as little as one that was cut.
  const told = deltas.map((delta) =>
    delta.hasBodies && judgeSample(delta, compiled, compare).is === 'unknown'
      ? { ...delta, truncated: true }
      : delta,
  );
  // An edited rule stays among them: what it hides now is hidden in samples without bodies too.
  const edited = job.rules.filter(({ id }) => id === job.draft.id);
  const now = [...rules, ...edited];
  const previewed = previewRule(job.draft, told, { routeId, rules: now, patternEngine, compare });
  if (!previewed.ok) throw new Error(previewed.errors.map(({ message }) => message).join('; '));
  return { routeLabel: job.labels[routeId] ?? '', ...previewed.preview };
}

function merge(parts: readonly Part[]): PreviewAnswer {
  const sum = (of: (part: Part) => number) => parts.reduce((total, part) => total + of(part), 0);
  const vanishing = listed(parts, (part) => part.vanishing);
  const hiddenInPart = listed(parts, (part) => part.hiddenInPart);
  return {
    routes: parts.length,
    samples: sum((part) => part.deltas),
    alreadyMatch: sum((part) => part.alreadyMatch),
    wouldMatch: sum((part) => part.wouldMatch),
    partly: sum((part) => part.partly),
    unchanged: sum((part) => part.unchanged),
    unknown: sum((part) => part.unknown),
    notKept: sum((part) => part.notKept),
    vanishing: vanishing.slice(0, listedMax),
    hiddenInPart: hiddenInPart.slice(0, listedMax),
    otherSignatures: Math.max(0, vanishing.length - listedMax) + Math.max(0, hiddenInPart.length - listedMax),
  };
}

/** The most frequent first. */
function listed(parts: readonly Part[], of: (part: Part) => SignatureEffect[]): RuleEffectOnSignature[] {
  return parts
    .flatMap((part) => of(part).map((effect) => toRow(effect, part.routeLabel)))
    .sort((a, b) => b.samplesBefore - a.samplesBefore);
}

function toRow(effect: SignatureEffect, routeLabel: string): RuleEffectOnSignature {
  return {
    routeLabel,
    signature: effect.signature,
    samplesBefore: effect.deltasBefore,
    samplesAfter: effect.deltasAfter,
    examples: effect.hidden.map(({ deltaId, difference }) => ({ deltaId, difference })),
  };
}
