export { type FaultName, faultNames } from './faults.ts';
export { type RouteTemplate, routeTemplates } from './sample-routes.ts';
export { type Demo, type DemoOptions, startDemo } from './start-demo.ts';
export type { TrafficAim } from './traffic.ts';
export type { RouteCounts, TrafficReport } from './traffic-counts.ts';
