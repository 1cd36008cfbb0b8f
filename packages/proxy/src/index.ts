export { OptionsError, type ProxyOptions } from './options.ts';
export { type RunningProxy, startProxy } from './start-proxy.ts';
