import type { Logger } from 'pino';
import { gatewaySecret } from './gateway-secret.ts';
import { Instance, type RunningProxy } from './instance.ts';
import { createLog } from './log.ts';
import { type ParsedOptions, type ProxyOptions, parseOptions } from './options.ts';
import { Certificates } from './tls/certificates.ts';

export type { RunningProxy } from './instance.ts';

/** Starts a proxy. Throws `OptionsError` for options that cannot be used, and what the system says about ports. */
export async function startProxy(given: ProxyOptions, givenLog?: Logger): Promise<RunningProxy> {
  return startInstance(parseOptions(given), givenLog);
}

/** One proxy in this process, from options that are already parsed. */
export async function startInstance(options: ParsedOptions, givenLog?: Logger): Promise<RunningProxy> {
  const log = givenLog ?? createLog(options.logLevel);
  const secret = await gatewaySecret(options);
  const certificates = await Certificates.load(options, log);
  const instance = new Instance(options, { secret, certificates, log });
  await instance.start();
  return instance;
}
