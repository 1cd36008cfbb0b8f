import { lookup } from 'node:dns/promises';
import net, { type AddressInfo } from 'node:net';

/** Where a worker finds the socket among its descriptors, after its streams and the channel to its parent. */
export const sharedSocketFd = 4;

/**
 * The socket that clients connect to. The parent holds it open and never accepts from it, the workers do: a connection
 * that comes while none of them lives waits in its queue for the next one.
 */
export class SharedSocket {
  readonly #bound: net.BoundSocket;
  readonly #address: AddressInfo;
  #closed = false;

  private constructor(bound: net.BoundSocket) {
    this.#bound = bound;
    const address = bound.address();
    if (typeof address === 'string') throw new Error('not a TCP address');
    this.#address = address;
  }

  /** Rejects with what the system says, such as a port in use. */
  static async bind({ port, host }: { port: number; host: string }): Promise<SharedSocket> {
    const { address } = await lookup(host);
    const socket = new SharedSocket(new net.BoundSocket({ host: address, port }));
    if (socket.fd >= 0) return socket;
    socket.close();
    throw new Error('this system cannot share a socket between processes: serve without --workers');
  }

  get port(): number {
    return this.#address.port;
  }

  /** For the descriptors of a process that is started. */
  get fd(): number {
    return this.#bound.fd();
  }

  /** Workers that have it keep it. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#bound.close();
  }
}
