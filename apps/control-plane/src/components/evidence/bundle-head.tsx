import type { EvidenceBundle } from '@delta-guard/gate';
import { formatCount, formatRate } from '../../client/format.ts';
import { absoluteTime } from '../../client/time-words.ts';
import { Panel } from '../ui/panel.tsx';
import { type Line, Lines } from './lines.tsx';

/** Which detector it was and what it had seen; its sentence is the reason above. */
function guardWords({ trigger, instance, hits, observations }: NonNullable<EvidenceBundle['alarm']>): string {
  const detector = trigger === 'breaker' ? 'breaker' : `${trigger} detector`;
  const where = instance === null ? 'over all instances' : `on ${instance}`;
  return `${detector}, ${where}: ${formatCount(hits)} of ${formatCount(observations)}`;
}

/** Who moved what, when, why, and under which policy, rules and build. */
export function BundleHead({ bundle }: { bundle: EvidenceBundle }) {
  const { move, alarm, rules, policy } = bundle;
  const place = (stage: string, share: number | null) =>
    share === null ? stage : `${stage}, ${formatRate(share)} of clients`;
  const lines: Line[] = [
    { name: 'When', value: absoluteTime(bundle.atMs) },
    { name: 'Who', value: bundle.who },
    { name: 'Why', value: bundle.why ?? 'the gate was open' },
    ...(move.overridden
      ? [{ name: 'Against the gate', value: <strong className="text-bad">yes: the gate was closed</strong> }]
      : []),
    ...(alarm
      ? [
          {
            name: 'Guard',
            value: guardWords(alarm),
          },
        ]
      : []),
    {
      name: 'Stage',
      value: `from ${place(move.from, move.fromShare)} to ${place(move.to, move.toShare)}, version ${move.routeVersion}`,
    },
    { name: `In ${move.from} since`, value: absoluteTime(bundle.stageSinceMs) },
    { name: 'Gateway', value: bundle.route.gateway },
    { name: 'Policy', value: policy.name },
    {
      name: 'Rules',
      value: (
        <>
          from revision {rules.revision} on, SHA-256{' '}
          <span className="font-mono text-xs break-all">{rules.hash}</span>
        </>
      ),
    },
    { name: 'Build', value: bundle.build ?? 'none was named' },
    ...(bundle.buildsSeen.length > 0
      ? [{ name: 'Builds seen so far', value: bundle.buildsSeen.join(', ') }]
      : []),
  ];
  return (
    <Panel title="The move" className="mb-4">
      <Lines lines={lines} />
    </Panel>
  );
}
