/** Version of the wire between proxy and control plane; `hello` names it, and only an equal one is served. */
export const protocolVersion = 2;
