import { z } from 'zod';

/** A node of a plan as `auto_explain` writes it. */
interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string | undefined;
  'Index Name'?: string | undefined;
  'Actual Total Time': number;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: PlanNode[] | undefined;
}

const nodeSchema: z.ZodType<PlanNode> = z.lazy(() =>
  z.object({
    'Node Type': z.string(),
    'Relation Name': z.string().optional(),
    'Index Name': z.string().optional(),
    'Actual Total Time': z.number(),
    'Actual Rows': z.number(),
    'Actual Loops': z.number(),
    Plans: z.array(nodeSchema).optional(),
  }),
);
const planSchema = z.object({ Plan: nodeSchema });

/** Gathers the plans that a server writes to its log. */
export class PlanLog {
  #text = '';

  readonly write = (text: string): void => {
    this.#text += text;
  };

  /** The node that took longest by itself in all plans since the last call; null where there was none. */
  takeWorst(): string | null {
    const plans = [...this.#text.matchAll(/plan:\n(\t\{\n[\s\S]*?\n\t\})\n/g)];
    this.#text = '';
    let worst: { node: PlanNode; ms: number } | null = null;
    for (const [, json = ''] of plans) {
      const parsed = planSchema.safeParse(JSON.parse(json.replaceAll('\n\t', '\n')));
      if (!parsed.success) continue;
      for (const node of nodesOf(parsed.data.Plan)) {
        const ms = ownMs(node);
        if (worst === null || ms > worst.ms) worst = { node, ms };
      }
    }
    if (worst === null) return null;
    const { node, ms } = worst;
    const on = node['Index Name'] ?? node['Relation Name'];
    const rows = Math.round(node['Actual Rows'] * node['Actual Loops']);
    return `${node['Node Type']}${on ? ` ${on}` : ''}, ${rows} rows, ${ms.toFixed(1)} ms`;
  }
}

function nodesOf(node: PlanNode): PlanNode[] {
  return [node, ...(node.Plans ?? []).flatMap(nodesOf)];
}

function ownMs(node: PlanNode): number {
  const below = (node.Plans ?? []).reduce((sum, each) => sum + totalMs(each), 0);
  return Math.max(0, totalMs(node) - below);
}

function totalMs(node: PlanNode): number {
  return node['Actual Total Time'] * node['Actual Loops'];
}
