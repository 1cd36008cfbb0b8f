/** What a service refuses, as a closed list; `transport-error.ts` maps each to the transport. */
const domainReasons = [
  'routeNotFound',
  'routeExists',
  'discoveredNotFound',
  'templateInvalid',
  'versionStale',
  'gateClosed',
  'moveNotAllowed',
  'stageNotServed',
  'unsafeMethod',
  'routeAnswersClients',
  'ruleNotFound',
  'ruleInvalid',
  'evidenceNotFound',
  'frozen',
  'freezeNotFound',
  'policyNotFound',
  'policyExists',
  'policyInvalid',
  'policyInUse',
  'limitReached',
  'deltaNotFound',
  'deltaInEvidence',
  'signatureNotFound',
  'instanceNotFound',
  'instanceConnected',
  'quarantinedNotFound',
  'quarantinedRefused',
  'cursorInvalid',
  'samplesBusy',
  'samplesTooMuch',
] as const;
export type DomainReason = (typeof domainReasons)[number];

/** A refusal that the operator may read as it is. */
export class DomainError extends Error {
  readonly reason: DomainReason;

  constructor(reason: DomainReason, message: string) {
    super(message);
    this.name = 'DomainError';
    this.reason = reason;
  }
}
