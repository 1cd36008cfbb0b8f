import type { Logger } from 'pino';
import type { Verdict } from '../comparison/verdict.ts';
import { exchangeNames } from '../exchange/exchange-names.ts';
import type { Finding, JudgedSide } from '../exchange/ledger.ts';
import { redactSignatures } from '../redact/redact-path.ts';

const signaturesMax = 5;

interface Judged extends Pick<Finding, 'route' | 'request'> {
  candidate: JudgedSide;
}

/** For whoever looks for a single exchange: its verdict on its spans and, at level debug, a line where it is not a match. */
export function tellVerdict(log: Logger, { route, request, candidate }: Judged, verdict: Verdict): void {
  const reason = verdict.verdict === 'notCompared' ? verdict.reason : null;
  request.trace?.verdict(verdict.verdict, reason);
  if (verdict.verdict === 'match' || !log.isLevelEnabled('debug')) return;
  const { method, template } = route.config;
  const line = { ...exchangeNames(request), route: `${method} ${template}`, stage: route.stage };
  if (verdict.verdict === 'notCompared') {
    log.debug({ ...line, reason }, 'an exchange was not compared');
    return;
  }
  const signatures = redactSignatures(verdict.signatures.slice(0, signaturesMax));
  const failure = candidate.failure?.message;
  log.debug({ ...line, signatures, ...(failure !== undefined && { failure }) }, 'a mismatch');
}
