'use client';

import type { Stage } from '@delta-guard/protocol';
import { useState } from 'react';
import { conditionShort } from '../../client/condition-short.ts';
import { conditionNames, summarizeGate } from '../../client/gate-words.ts';
import { targetWords } from '../../client/move-words.ts';
import { useNow } from '../../client/now.ts';
import { relativeTime } from '../../client/time-words.ts';
import type { RouteRow, RouteScreen } from '../../contract.ts';
import { Button } from '../ui/button.tsx';
import { Hint } from '../ui/hint.tsx';
import { MoveDialog, type OrderedMove } from './move-dialog.tsx';
import { RouteMenu } from './route-menu.tsx';

interface RouteActionsProps {
  screen: RouteScreen;
  onOrdered: (move: OrderedMove) => void;
}

/** Promote where the gate lets it, and else say why not; roll back always. */
export function RouteActions({ screen, onOrdered }: RouteActionsProps) {
  const [dialog, setDialog] = useState<'promote' | 'against' | 'rollBack' | null>(null);
  const forward = screen.legalMoves.find((move) => move.kind === 'promote');
  const back = screen.legalMoves
    .filter((move) => move.kind === 'rollBack' && move.allowed)
    .map((move) => move.to);
  const refusal =
    forward === undefined
      ? 'There is no further stage that each proxy serves.'
      : forward.allowed
        ? null
        : forward.reason;
  const targets: Stage[] = dialog === 'rollBack' ? back : forward ? [forward.to] : [];
  return (
    <div className="flex flex-col items-start gap-1.5 sm:items-end">
      <div className="flex flex-wrap items-center gap-2">
        <RouteMenu route={screen.route} />
        {back.length > 0 ? (
          <Button look="retreat" onClick={() => setDialog('rollBack')}>
            Roll back
          </Button>
        ) : null}
        <PromoteButton
          refusal={refusal}
          to={forward ? targetWords(forward) : null}
          onClick={() => setDialog('promote')}
        />
      </div>
      {refusal === null ? null : (
        <p id="promote-refusal" className="max-w-96 text-xs text-pretty text-ink-3 sm:text-right">
          {refusal} <FirstUnmet route={screen.route} />{' '}
          {forward?.overridable ? (
            <button
              type="button"
              className="font-medium text-bad hover:underline"
              onClick={() => setDialog('against')}
            >
              Promote anyway
            </button>
          ) : null}
        </p>
      )}
      {dialog === null ? null : (
        <MoveDialog
          route={screen.route}
          kind={dialog === 'rollBack' ? 'rollBack' : 'promote'}
          against={dialog === 'against'}
          targets={targets}
          canaryShare={dialog === 'rollBack' ? null : (forward?.canaryShare ?? null)}
          open
          onOpenChange={(open) => (open ? undefined : setDialog(null))}
          onOrdered={onOrdered}
        />
      )}
    </div>
  );
}

/** What the gate wants first, so that nobody has to look for it. */
function FirstUnmet({ route }: { route: RouteRow }) {
  const now = useNow();
  const { firstUnmet } = summarizeGate(route.gate);
  if (firstUnmet === null || route.nextStage === null || route.stage === 'off') return null;
  return (
    <>
      {conditionNames[firstUnmet.id]}: {conditionShort(firstUnmet)}
      {firstUnmet.metAtMs === null ? '' : `, ${relativeTime(firstUnmet.metAtMs, now)}`}.
    </>
  );
}

interface PromoteButtonProps {
  refusal: string | null;
  to: string | null;
  onClick: () => void;
}

function PromoteButton({ refusal, to, onClick }: PromoteButtonProps) {
  const label = to === null ? 'Promote' : `Promote to ${to}`;
  if (refusal === null) {
    return (
      <Button look="candidate" onClick={onClick}>
        {label}
      </Button>
    );
  }
  return (
    <Hint text={refusal} side="bottom">
      <Button look="candidate" aria-disabled aria-describedby="promote-refusal">
        {label}
      </Button>
    </Hint>
  );
}
