import type { Transaction } from '@delta-guard/db';
import { type Policy, parsePolicy, policyNames, presetPolicies } from '@delta-guard/gate';
import { z } from 'zod';

/** The policies of a gateway, presets and own ones, by name. */
export class Policies {
  readonly #own: ReadonlyMap<string, Policy>;

  constructor(own: ReadonlyMap<string, Policy>) {
    this.#own = own;
  }

  /** Throws where there is none: a route never names one that is not there. */
  of(name: string): Policy {
    const policy = this.find(name);
    if (!policy) throw new Error(`there is no policy ${name}`);
    return policy;
  }

  find(name: string): Policy | null {
    const preset = policyNames.find((each) => each === name);
    return preset ? presetPolicies[preset] : (this.#own.get(name) ?? null);
  }
}

export async function loadPolicies(tx: Transaction, gatewayId: string): Promise<Policies> {
  const rows = await tx.policy.findMany({
    where: { gatewayId },
    select: { name: true, preset: true, changes: true },
  });
  return new Policies(new Map(rows.map((row) => [row.name, toPolicy(row)])));
}

/** What an own policy comes to: its preset with what it changes in it. */
export function toPolicy(row: { preset: string; changes: string }): Policy {
  const preset = presetPolicies[z.enum(policyNames).parse(row.preset)];
  const changes = z.record(z.string(), z.unknown()).parse(JSON.parse(row.changes));
  const parsed = parsePolicy({ ...preset, ...changes });
  if (!parsed.ok) throw new Error(`a stored policy cannot be used: ${parsed.problems.join(' ')}`);
  return parsed.policy;
}
