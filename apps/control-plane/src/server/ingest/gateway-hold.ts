/** A batch turned out to change what proxies obey: it is taken again, with the gateway held before all other locks. */
export class GatewayNeeded extends Error {}

/** Whether the transaction of a batch holds the gateway, as every change of an operator does. */
export class GatewayHold {
  readonly held: boolean;

  constructor(held: boolean) {
    this.held = held;
  }

  /** Throws `GatewayNeeded` where it is not held: taken now it would come after other locks, and two could wait for each other. */
  need(): void {
    if (!this.held) throw new GatewayNeeded();
  }
}
