import type { CompiledRoute } from '../routing/compiled-config.ts';
import type { Engine, Exchange } from './engine.ts';
import { factsOf, type Incoming } from './incoming.ts';
import { LiveExchange } from './live-exchange.ts';
import { ShadowExchange } from './shadow-exchange.ts';
import { SingleExchange } from './single-exchange.ts';

/** Which sides this request is sent to and whose answer the client gets. A call that came round is never fanned out again. */
export function exchangeFor(incoming: Incoming, route: CompiledRoute | null, engine: Engine): Exchange {
  const legacyAlone = () => new SingleExchange(incoming, engine, { upstream: engine.legacy });
  if (route === null) return legacyAlone();
  switch (route.stage) {
    case 'off':
      return legacyAlone();
    case 'shadow':
      if (incoming.looped || !isSampled(incoming, route)) return legacyAlone();
      return new ShadowExchange(incoming, route, engine);
    case 'guarded':
      if (incoming.looped) return legacyAlone();
      return new ShadowExchange(incoming, route, engine);
    case 'canary':
      if (incoming.looped) return legacyAlone();
      if (isCanary(incoming, route)) return new LiveExchange(incoming, route, engine);
      return new ShadowExchange(incoming, route, engine);
    case 'live':
      if (incoming.looped) return new SingleExchange(incoming, engine, { upstream: engine.candidate });
      return new LiveExchange(incoming, route, engine);
    case 'complete':
      return candidateAlone(incoming, route, engine);
  }
}

/** Decided before the request is read: what is not sampled is not eligible. */
function isSampled({ request }: Incoming, { choice }: CompiledRoute): boolean {
  return choice.samples === null || choice.samples(request.rawHeaders);
}

function isCanary({ request }: Incoming, { choice }: CompiledRoute): boolean {
  return choice.isCanary(request.rawHeaders);
}

function candidateAlone(incoming: Incoming, route: CompiledRoute, engine: Engine): Exchange {
  const facts = factsOf(incoming);
  return new SingleExchange(incoming, engine, {
    upstream: engine.candidate,
    onOver: (side) => engine.ledger.answered(route, facts, side),
  });
}
