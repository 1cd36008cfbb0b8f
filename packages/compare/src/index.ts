export type { BodyAdapter, BodyAdapters, MarkupKind } from './adapters/body-adapter.ts';
export { loadAdapters } from './adapters/load-adapters.ts';
export {
  type BodyDescription,
  type BodyKind,
  describeBody,
  isContentTypeWrong,
} from './body/body-kind.ts';
export { adapterNeeded } from './body/compare-body.ts';
export { candidateFailed } from './candidate-failed.ts';
export { type CompareOptions, compareResponses } from './compare-responses.ts';
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
export { previewRule, type RulePreview, type SignatureEffect } from './preview/preview-rule.ts';
export type { Example, PreviewOptions, StoredDelta } from './preview/stored-delta.ts';
export { type RuleSuggestion, type SuggestionReason, suggestRules } from './preview/suggest-rules.ts';
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
export { withoutKernels } from './wasm/kernels.ts';
