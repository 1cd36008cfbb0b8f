/**
 * What the server gives the pages, one read model per screen. Pages import types from here and nothing else of the
 * server. Rates are fractions (0.0001 is 0.01 %), times are Unix ms, durations carry their unit in the name.
 */
export * from './contract/changed.ts';
export * from './contract/deltas.ts';
export * from './contract/epochs.ts';
export * from './contract/evidence.ts';
export * from './contract/fleet.ts';
export * from './contract/freezes.ts';
export * from './contract/live-hint.ts';
export * from './contract/policies.ts';
export * from './contract/route.ts';
export * from './contract/routes.ts';
export * from './contract/rule-effect.ts';
export * from './contract/rules.ts';
export * from './contract/signatures.ts';
export * from './contract/storage.ts';
