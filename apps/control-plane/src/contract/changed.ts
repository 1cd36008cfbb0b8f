/** Answer of every verb that changes what proxies obey. */
export interface Changed {
  revision: number;
}

/** Answer of the verbs that make a route. */
export interface RouteAdded extends Changed {
  routeId: string;
}

/** Answer of the verb that makes a rule. */
export interface RuleAdded extends Changed {
  ruleId: string;
}
