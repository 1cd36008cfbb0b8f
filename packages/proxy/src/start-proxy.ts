import type { Logger } from 'pino';
import { gatewaySecret } from './gateway-secret.ts';
import { Instance, type InstanceParts, type RunningProxy } from './instance.ts';
import { createLog } from './log.ts';
import { type ParsedOptions, type ProxyOptions, parseOptions } from './options.ts';
import { Certificates } from './tls/certificates.ts';
import { loadRequestRules } from './upstream/load-request-rules.ts';

export type { RunningProxy } from './instance.ts';

/** Starts a proxy. Throws `OptionsError` for options that cannot be used, and what the system says about ports. */
export async function startProxy(given: ProxyOptions, givenLog?: Logger): Promise<RunningProxy> {
  return startInstance(parseOptions(given), { log: givenLog });
}

/** One proxy in this process, from options that are already parsed. */
export async function startInstance(
  options: ParsedOptions,
  given: Pick<InstanceParts, 'worker'> & { log?: Logger | undefined } = {},
): Promise<RunningProxy> {
  const log = given.log ?? logOf(options, given.worker !== undefined);
  const secret = await gatewaySecret(options);
  const certificates = await Certificates.load(options, log);
  const rules = await loadRequestRules(options);
  const tracer =
    options.tracing === undefined
      ? null
      : (await import('./tracing/start-tracer.ts')).startTracer(options, log);
  const instance = new Instance(options, { ...given, secret, certificates, rules, tracer, log });
  await instance.start();
  return instance;
}

/** Workers write into one log: each line says whose it is. */
function logOf({ logLevel, instance }: ParsedOptions, isWorker: boolean): Logger {
  const log = createLog(logLevel);
  return isWorker ? log.child({ instance }) : log;
}
