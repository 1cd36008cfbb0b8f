import type { RuleAction, RulePlace } from '@delta-guard/protocol';

export interface RuleRow {
  id: string;
  routeId: string | null;
  routeLabel: string | null;
  place: RulePlace;
  action: RuleAction;
  enabled: boolean;
  author: string;
  reason: string;
  hits: number;
  createdAtMs: number;
  updatedAtMs: number;
}

export interface RulesScreen {
  rules: RuleRow[];
  routes: { id: string; label: string }[];
}
