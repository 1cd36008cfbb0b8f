/**
 * The memory of those bodies that have theirs to themselves: it can move to another thread. What shares its memory
 * (Node's pool of small buffers, a chunk of a socket) is copied instead.
 */
export function transferable(bodies: readonly (Uint8Array | null)[]): ArrayBuffer[] {
  const buffers = new Set<ArrayBuffer>();
  for (const body of bodies) {
    if (body !== null && body.length > 0 && body.buffer instanceof ArrayBuffer && fills(body))
      buffers.add(body.buffer);
  }
  return [...buffers];
}

/** A body as it can be posted: cloning a view would clone all that lies around it. */
export function withoutSurroundings(body: Uint8Array): Uint8Array {
  return fills(body) ? body : new Uint8Array(body);
}

function fills(body: Uint8Array): boolean {
  return body.byteLength === body.buffer.byteLength;
}
