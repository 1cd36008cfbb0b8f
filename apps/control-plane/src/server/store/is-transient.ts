/**
 * SQLSTATE classes of errors that may not come again: connection, resources, shutdown, deadlock, lock timeouts; a server
 * that may only be read, as after a failover; and a schema, a right or a plan that another version or a person changed:
 * no event is the cause of these.
 */
const transientStates = /^(08|53|57P|40|55P03|57014|58|25P0[234]|25006|28|3[DF]|42|0A000)/;
/** Prisma's own: cannot reach, timed out, no access, no table, pool exhausted, write conflict, transaction closed. */
const transientCodes = new Set(
  'P1000 P1001 P1002 P1003 P1008 P1010 P1017 P2021 P2022 P2024 P2028 P2034'.split(' '),
);
const socketCodes = /^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)/;
const driverWords =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection error|query read timeout|not queryable/i;

/** Whether the same work may succeed a moment later. */
export function isTransient(error: unknown): boolean {
  for (let depth = 0, at = error; depth < 6 && typeof at === 'object' && at !== null; depth += 1) {
    if (saysTransient(at)) return true;
    at = 'cause' in at && at.cause ? at.cause : nested(at);
  }
  return false;
}

function saysTransient(error: object): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const state = 'originalCode' in error && typeof error.originalCode === 'string' ? error.originalCode : code;
  if (transientStates.test(state) || transientCodes.has(code) || socketCodes.test(code)) return true;
  return 'message' in error && typeof error.message === 'string' && driverWords.test(error.message);
}

function nested(error: object): unknown {
  const meta = 'meta' in error ? error.meta : null;
  if (typeof meta !== 'object' || meta === null) return null;
  return 'driverAdapterError' in meta ? meta.driverAdapterError : null;
}
