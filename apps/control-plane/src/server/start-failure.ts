const databaseWords: Record<string, string> = {
  ECONNREFUSED: 'refuses the connection: is it running?',
  ENOTFOUND: 'has a name that is not known',
  EAI_AGAIN: 'has a name that cannot be looked up now',
  ETIMEDOUT: 'does not answer',
  ECONNRESET: 'cut the connection',
  '28P01': 'does not accept the password',
  '28000': 'does not let this user in',
  '3D000': 'does not exist',
  '42501': 'does not allow this user to make tables',
};

/** Why the control plane could not start, in one line without a secret. */
export function startFailure(error: unknown, at: { databaseUrl: string; port: number }): string {
  const codes = codesOf(error);
  if (codes.includes('EADDRINUSE')) return `port ${at.port} is in use by another program`;
  const address = new URL(at.databaseUrl);
  const database = `the database ${address.pathname.slice(1)} at ${address.hostname}:${address.port || 5432}`;
  const known = codes.find((code) => code in databaseWords);
  if (known !== undefined) return `${database} ${databaseWords[known]}`;
  const message = error instanceof Error ? error.message : String(error);
  const [line = ''] = message.trim().split('\n');
  return line;
}

/** The codes of an error and of what caused it; connecting to a name with several addresses gives several. */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const own = 'code' in error && typeof error.code === 'string' ? [error.code] : [];
  const parts = error instanceof AggregateError ? error.errors.flatMap(codesOf) : [];
  const cause = 'cause' in error && error.cause !== error ? codesOf(error.cause) : [];
  return [...own, ...parts, ...cause];
}
