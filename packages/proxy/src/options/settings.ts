/** An option that can also be given as a flag and in the environment. */
export interface Setting {
  /** Where it stands in the file. */
  path: readonly string[];
  /** As the help shows it. */
  flag: string;
  help: string;
}

/** In the order of the help. Everything else, as limits and headers, is set in the file only. */
export const settings: readonly Setting[] = [
  { path: ['legacy', 'url'], flag: '--legacy <url>', help: 'origin of the legacy' },
  { path: ['candidate', 'url'], flag: '--candidate <url>', help: 'origin of the candidate' },
  {
    path: ['control', 'url'],
    flag: '--control <url>',
    help: 'origin of a second legacy, to measure noise (none)',
  },
  { path: ['port'], flag: '--port <port>', help: 'port for clients (8080)' },
  { path: ['host'], flag: '--host <host>', help: 'address for clients (127.0.0.1)' },
  { path: ['tls', 'cert'], flag: '--tls-cert <file>', help: 'certificate to serve clients over TLS (PEM)' },
  { path: ['tls', 'key'], flag: '--tls-key <file>', help: 'its private key (PEM)' },
  {
    path: ['tls', 'clientCa'],
    flag: '--tls-client-ca <file>',
    help: 'clients have to show a certificate signed by one of these (PEM)',
  },
  { path: ['controlUrl'], flag: '--control-url <url>', help: 'WebSocket address of the control plane' },
  { path: ['tokenFile'], flag: '--token-file <file>', help: 'file with the token for the control plane' },
  {
    path: ['dataDir'],
    flag: '--data-dir <dir>',
    help: 'folder for config, rollbacks and spools (.delta-guard/proxy)',
  },
  {
    path: ['spoolDir'],
    flag: '--spool-dir <dir>',
    help: 'folder for what waits for the control plane (spools, in the data folder)',
  },
  { path: ['gateway'], flag: '--gateway <name>', help: 'gateway this instance belongs to (default)' },
  { path: ['instance'], flag: '--instance <name>', help: 'label of this instance (host name)' },
  {
    path: ['trustedProxies'],
    flag: '--trusted-proxies <cidrs>',
    help: 'peers whose X-Forwarded-* and Forwarded are believed, with commas between (none)',
  },
  {
    path: ['adminPort'],
    flag: '--admin-port <port>',
    help: 'port for /healthz, /readyz, /metrics and /config (any free one)',
  },
  { path: ['adminHost'], flag: '--admin-host <host>', help: 'address of the admin port (127.0.0.1)' },
  {
    path: ['workers'],
    flag: '--workers <n>',
    help: 'processes that serve clients (1); SIGHUP replaces them one by one',
  },
  {
    path: ['bodies'],
    flag: '--bodies <what>',
    help: 'what samples keep of bodies at most: full, differing or none (differing)',
  },
  {
    path: ['tracing', 'otlpUrl'],
    flag: '--otlp-url <url>',
    help: 'OpenTelemetry collector (OTLP over HTTP) that spans are sent to (none)',
  },
  {
    path: ['logLevel'],
    flag: '--log-level <level>',
    help: 'fatal, error, warn, info, debug, trace or silent (info)',
  },
];

/** `--control-url`. */
export function flagName(setting: Setting): string {
  return setting.flag.split(' ', 1)[0] ?? '';
}

/** `controlUrl`: the name under which the command line's parser gives it. */
export function flagKey(setting: Setting): string {
  return flagName(setting)
    .slice(2)
    .replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** `DELTA_GUARD_CONTROL_URL`. */
export function variableName(setting: Setting): string {
  return `DELTA_GUARD_${flagName(setting).slice(2).replaceAll('-', '_').toUpperCase()}`;
}
