export * from './detection.ts';
export * from './false-promotion.ts';
export * from './random.ts';
export * from './story-rule.ts';
