import type { Policy, PolicyName as PresetName } from '@delta-guard/gate';

export interface PolicyRow {
  name: string;
  /** The preset that it is, or that it began from. */
  preset: PresetName;
  own: boolean;
  /** What an open gate means under it. */
  proves: string;
  policy: Policy;
  /** Routes that are judged by it. */
  routes: number;
}

export interface PoliciesScreen {
  /** The response header that names the build, for routes without one of their own. */
  buildHeader: string | null;
  policies: PolicyRow[];
  /** The busiest routes with their present traffic, for what a policy would cost on them. */
  paces: { routeId: string; route: string; comparisonsPerSecond: number }[];
}
