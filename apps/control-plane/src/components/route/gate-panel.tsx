'use client';

import type { GateCondition } from '@delta-guard/gate';
import clsx from 'clsx';
import {
  conditionFigure,
  conditionMood,
  conditionNames,
  conditionQuestions,
  summarizeGate,
} from '../../client/gate-words.ts';
import { useNow } from '../../client/now.ts';
import { needsStickyKey } from '../../client/route-verdict.ts';
import { absoluteTime, relativeTime } from '../../client/time-words.ts';
import type { RouteRow } from '../../contract.ts';
import { Hint } from '../ui/hint.tsx';
import { Mark, type Mood, moodText } from '../ui/mark.tsx';
import { Panel } from '../ui/panel.tsx';
import { Term } from '../ui/term.tsx';

/** What a promotion needs, each condition with its figure, its limit, its reason and when it will be met. */
export function GatePanel({ route }: { route: RouteRow }) {
  const now = useNow();
  const gate = summarizeGate(route.gate);
  const progress = `${gate.met} of ${gate.of} met`;
  const note =
    route.nextStage === null
      ? `${progress}; there is no further stage to promote to`
      : gate.open
        ? `open: every condition is met${needsStickyKey(route) ? ', but canary needs a sticky key first' : ''}`
        : `closed: ${progress}${gate.metAtMs === null ? '' : `, expected open ${relativeTime(gate.metAtMs, now)}`}`;
  return (
    <Panel title="Gate" note={note} aside={<span className="text-xs text-ink-3">policy {route.policy}</span>}>
      <ul>
        {route.gate.conditions.map((condition) => (
          <Condition
            key={condition.id}
            condition={condition}
            mood={conditionMood(condition, route)}
            now={now}
          />
        ))}
      </ul>
    </Panel>
  );
}

interface ConditionProps {
  condition: GateCondition;
  mood: Mood;
  now: number;
}

function Condition({ condition, mood, now }: ConditionProps) {
  const { id, met, figure, limit, unit, words, metAtMs } = condition;
  return (
    <li
      data-testid={`condition-${id}`}
      data-met={met}
      className="flex gap-3 border-b border-line px-4 py-2.5 last:border-b-0"
    >
      <Mark mood={mood} className="mt-0.75" />
      <div className="min-w-0 flex-1">
        <div className="flex flex-wrap items-baseline gap-x-3">
          <Term hint={conditionQuestions[id]} className="font-medium">
            {conditionNames[id]}
          </Term>
          <span className={clsx('text-xs', moodText(mood))}>{met ? 'met' : 'not met'}</span>
          {met || metAtMs === null ? null : (
            <Hint text={absoluteTime(metAtMs)}>
              <span className="text-xs font-medium text-ink">{relativeTime(metAtMs, now)}</span>
            </Hint>
          )}
          <span className="ml-auto text-xs whitespace-nowrap text-ink-2">
            <span className="font-medium text-ink">{conditionFigure(figure, unit)}</span>
            <span className="text-ink-3"> / {conditionFigure(limit, unit)}</span>
          </span>
        </div>
        <p className="mt-0.5 text-xs text-pretty text-ink-2">{words}</p>
      </div>
    </li>
  );
}
