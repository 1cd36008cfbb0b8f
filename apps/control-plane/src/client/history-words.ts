import type { EpochCause } from '../contract.ts';

const verbs: Readonly<Record<string, string>> = {
  'signature.acknowledge': 'Difference known',
  'signature.resolve': 'Difference resolved',
  'signature.regress': 'Difference regressed',
  'route.add': 'Route added',
  'route.adopt': 'Adopted from discovered traffic',
  'route.promote': 'Promoted',
  'route.override': 'Promoted against the gate',
  'route.rollBack': 'Rolled back',
  'route.setPolicy': 'Policy changed',
  'freeze.add': 'Freeze added',
  'freeze.remove': 'Freeze removed',
  'gateway.stop': 'Promotions stopped',
  'gateway.lift': 'Stop lifted',
  'policy.create': 'Policy made',
  'policy.edit': 'Policy edited',
  'policy.remove': 'Policy removed',
  'route.nameRollBack': 'Rollback by an instance',
  'route.build': 'New build',
  'route.tooManyBuilds': 'Too many builds',
  'route.setSettings': 'Settings changed',
  'gateway.setBuildHeader': 'Build header set',
  'route.startEpoch': 'New epoch',
  'route.remove': 'Route removed',
  'rule.add': 'Rule added',
  'rule.edit': 'Rule changed',
  'rule.enable': 'Rule put in force',
  'rule.disable': 'Rule switched off',
  'rule.remove': 'Rule deleted',
  'instance.retire': 'Instance retired',
  'quarantine.storeAgain': 'Stored again out of quarantine',
  'quarantine.discard': 'Discarded from quarantine',
  'gateway.catchUp': 'Revision moved on',
};

/** What was done, for people; a verb that is not known here is shown as it is. */
export function historyVerbWords(verb: string): string {
  return verbs[verb] ?? verb;
}

const epochCauses: Record<EpochCause, string> = {
  adopted: 'when the route was added',
  build: 'for another build',
  rules: 'because rules changed',
  policy: 'because the policy changed',
  rollback: 'after the route was rolled back',
  manual: 'by hand',
};

/** Why an epoch began. */
export function epochCauseWords(cause: EpochCause): string {
  return epochCauses[cause];
}
