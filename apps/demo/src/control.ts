import type { IncomingMessage } from 'node:http';
import { z } from 'zod';
import { found } from './answers.ts';
import { type Faults, faultNames, isFaultName } from './faults.ts';
import type { Answer, ServedRoute } from './json-server.ts';
import { parseBody } from './parse-body.ts';
import { ratePerSecondMax, type Traffic } from './traffic.ts';

const faultSchema = z.strictObject({ on: z.boolean() });
const trafficSchema = z.strictObject({ ratePerSecond: z.number().min(0).max(ratePerSecondMax) });
const localHostPattern = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/** Switches faults and paces the traffic while the sample runs. */
export function controlRoutes(faults: Faults, traffic: Traffic): ServedRoute[] {
  return [
    { method: 'GET', template: '/faults', answer: () => found(faults) },
    { method: 'PUT', template: '/faults/:name', answer: ({ id, body }) => switchFault(faults, id, body) },
    { method: 'GET', template: '/traffic', answer: () => found(trafficDocument(traffic)) },
    { method: 'PUT', template: '/traffic', answer: ({ body }) => setRate(traffic, body) },
  ];
}

/** A page of some other site may have its name point here: only local names are served. */
export function refuseForeignHost(request: IncomingMessage): Answer | undefined {
  if (localHostPattern.test(request.headers.host ?? '')) return undefined;
  return { status: 403, body: { error: 'only local names are served' }, headers: { Connection: 'close' } };
}

function switchFault(faults: Faults, name: string, body: string): Answer {
  if (!isFaultName(name)) {
    return { status: 404, body: { error: `no fault is named ${name}; there are ${faultNames.join(', ')}` } };
  }
  const asked = parseBody(faultSchema, body);
  if (!asked.ok) return asked.answer;
  faults[name] = asked.value.on;
  return found(faults);
}

function setRate(traffic: Traffic, body: string): Answer {
  const asked = parseBody(trafficSchema, body);
  if (!asked.ok) return asked.answer;
  if (!traffic.aim) return { status: 409, body: { error: 'the traffic has no target yet' } };
  traffic.start({ target: traffic.aim.target, ratePerSecond: asked.value.ratePerSecond });
  return found(trafficDocument(traffic));
}

function trafficDocument(traffic: Traffic): Record<string, unknown> {
  const { target, ratePerSecond } = traffic.aim ?? { target: null, ratePerSecond: 0 };
  return { target, ratePerSecond, ...traffic.report() };
}
