/** Options by the name of their environment variable; flags win over these. */
const variables = {
  DELTA_GUARD_LEGACY: 'legacy',
  DELTA_GUARD_CANDIDATE: 'candidate',
  DELTA_GUARD_PORT: 'port',
  DELTA_GUARD_HOST: 'host',
  DELTA_GUARD_CONTROL_URL: 'controlUrl',
  DELTA_GUARD_TOKEN_FILE: 'tokenFile',
  DELTA_GUARD_DATA_DIR: 'dataDir',
  DELTA_GUARD_GATEWAY: 'gateway',
  DELTA_GUARD_INSTANCE: 'instance',
  DELTA_GUARD_ADMIN_PORT: 'adminPort',
  DELTA_GUARD_LOG_LEVEL: 'logLevel',
  DELTA_GUARD_WORKERS: 'workers',
} as const;

/** What the environment says about options. Empty variables count as not set. */
export function environmentOptions(): Record<string, string> {
  const options: Record<string, string> = {};
  for (const [variable, option] of Object.entries(variables)) {
    const value = process.env[variable];
    if (value !== undefined && value !== '') options[option] = value;
  }
  return options;
}

/** How an option is called on the command line and in the environment, for messages. */
export function optionName(option: string): string {
  const variable = Object.entries(variables).find(([, name]) => name === option)?.[0];
  const flag = `--${option.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
  return variable === undefined ? flag : `${flag} (or ${variable})`;
}
