/** What a link sends and has acked: the spool of a run, or one that a dead run left. */
export interface Outbox {
  readonly id: string;
  /** The lowest seq that is not acked, or the next one where all is. */
  readonly firstSeq: number;
  readonly isEmpty: boolean;
  /** The batch after this seq; null where none can be sent yet. */
  next(afterSeq: number): Promise<{ seq: number; frame: string } | null>;
  /**
   * Whether the batch that the control plane took under this seq is the one from here: another run may send under the same
   * id. Where that cannot be told any more, it is.
   */
  wrote(seq: number, hash: string | undefined): Promise<boolean>;
  /** Lets go of everything up to this seq. */
  ack(seq: number): void;
  /** The control plane will take nothing more of it. */
  sealed(reason: string): Promise<void>;
}
