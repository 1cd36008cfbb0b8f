import type { Actor } from './actor.ts';
import type { Stage } from './stage.ts';
import { legalMoves, type Move } from './stage-machine.ts';

/** Methods that ask and change nothing (RFC 9110, 9.2.1). */
const safeMethods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS']);

export interface MoveRequest {
  from: Stage;
  to: Stage;
  /** The method of the route, in capitals. */
  method: string;
  /** Stages that every part can serve. */
  served: ReadonlySet<Stage>;
  /** The gate at this very moment; `override` stands in for it, never for a write mode. */
  gateOpen: boolean;
  /** An operator, where absent. */
  actor?: Actor | undefined;
  override?: boolean | undefined;
  /** Every instance has reached the legacy; only asked for on the way back from `complete`. */
  legacyProbed?: boolean | undefined;
}

export type MoveRefusal =
  | 'sameStage'
  | 'unsafeMethod'
  | 'notServed'
  | 'noSuchMove'
  | 'notAllowed'
  | 'gateClosed'
  | 'legacyNotProbed';

export type MoveVerdict =
  | { allowed: true; move: Move }
  | { allowed: false; code: MoveRefusal; reason: string };

/** Whether a route may go from one stage to another now, and if not, why, in a sentence for an operator. */
export function checkMove(request: MoveRequest): MoveVerdict {
  const { from, to } = request;
  if (from === to) return refused('sameStage', `The route is in ${to} already.`);
  if (to !== 'off' && !safeMethods.has(request.method)) {
    return refused(
      'unsafeMethod',
      `${request.method} changes things and the route has no write mode: it can only be off.`,
    );
  }
  if (!request.served.has(to))
    return refused('notServed', `${to} is not served by every part of this gateway.`);
  const move = legalMoves(from, request.served).find((each) => each.to === to);
  if (move === undefined) return refused('noSuchMove', noSuchMove(request));
  const actor = request.actor ?? 'operator';
  if (!move.who.includes(actor))
    return refused('notAllowed', `${capital(whoWords[actor])} cannot move a route from ${from} to ${to}.`);
  return checkNeeds(request, move);
}

const whoWords: Record<Actor, string> = {
  operator: 'an operator',
  guard: 'the guard',
  automatic: 'automatic advance',
};

function checkNeeds(request: MoveRequest, move: Move): MoveVerdict {
  for (const need of move.needs) {
    if (need === 'openGate' && !request.gateOpen && !request.override) {
      return refused('gateClosed', `The gate to ${move.to} is closed.`);
    }
    if (need === 'legacyProbed' && !request.legacyProbed) {
      return refused(
        'legacyNotProbed',
        'Not every instance has reached the legacy yet, so it cannot take the traffic back.',
      );
    }
  }
  return { allowed: true, move };
}

function noSuchMove(request: MoveRequest): string {
  const legal = legalMoves(request.from, request.served).map((move) => move.to);
  const ways = legal.length === 0 ? 'nowhere' : `to ${legal.join(' or ')}`;
  return `From ${request.from} a route goes ${ways}, not to ${request.to}.`;
}

function refused(code: MoveRefusal, reason: string): MoveVerdict {
  return { allowed: false, code, reason };
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
