export { candidateFailed } from './candidate-failed.ts';
export { compareResponses } from './compare-responses.ts';
export type { ComparableResponse, Comparison, Match, Mismatch, NotCompared } from './comparison.ts';
export type {
  CandidateFailure,
  Difference,
  DifferenceKind,
  DifferencePlace,
  DifferenceWhy,
  Signature,
} from './difference.ts';
export { defaultIgnoredHeaders } from './headers/ignored-headers.ts';
export { type JsonMember, type JsonNode, type ReadJson, readJson } from './json/read-json.ts';
export { type CompareLimits, defaultLimits } from './limits.ts';
export { generalisePath } from './path/generalise-path.ts';
export type { PatternEngine, Rule, RuleAction, RulePlace } from './rule.ts';
export {
  type CompiledRules,
  type CompileRules,
  checkRulePath,
  compileRules,
  noRules,
  type RuleError,
} from './rules/compile-rules.ts';
export { signatureKey } from './signature.ts';
