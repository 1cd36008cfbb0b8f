import { conditionIds } from '@delta-guard/gate';
import { z } from 'zod';

const figure = z.number();
const figures = z.array(z.number()).max(16);

/** What an own policy may change in its preset. Whether the whole makes sense is for `checkPolicy` to say. */
export const policyChangesSchema = z.strictObject({
  conditions: z.array(z.enum(conditionIds)).exactOptional(),
  windowSize: figure.exactOptional(),
  mismatchRateLimit: figure.exactOptional(),
  alpha: figure.exactOptional(),
  overheadLimitMs: figure.exactOptional(),
  latencyExceedanceLimit: figure.exactOptional(),
  coverageMin: figure.exactOptional(),
  soakShadowMs: figure.exactOptional(),
  soakStepMs: figure.exactOptional(),
  coolDownMs: figure.exactOptional(),
  spreadHoursMin: figure.exactOptional(),
  spreadTargetsMin: figure.exactOptional(),
  spreadTargetShareMax: figure.exactOptional(),
  lagLimitMs: figure.exactOptional(),
  fallbackWaitMs: figure.exactOptional(),
  canaryShares: figures.exactOptional(),
  guardMismatchRates: figures.exactOptional(),
  guardLatencyRates: figures.exactOptional(),
  guardAlarmAt: figure.exactOptional(),
  breakerFailures: figure.exactOptional(),
  breakerClientsMin: figure.exactOptional(),
});
