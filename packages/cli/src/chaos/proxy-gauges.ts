export interface ProxyGauges {
  memoryBytes: number;
  /** What the control plane has not acked. */
  spoolBatches: number;
  spoolBytes: number;
}

/** As the proxy tells it on its admin port. */
export async function proxyGauges(adminPort: number): Promise<ProxyGauges> {
  const text = await (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  const gauge = (name: string): number => {
    const value = new RegExp(`^delta_guard_${name} (\\S+)$`, 'm').exec(text)?.[1];
    if (value === undefined) throw new Error(`the proxy does not tell its ${name}`);
    return Number(value);
  };
  return {
    memoryBytes: gauge('resident_memory_bytes'),
    spoolBatches: gauge('spool_batches'),
    spoolBytes: gauge('spool_bytes\\{run="present"\\}'),
  };
}
