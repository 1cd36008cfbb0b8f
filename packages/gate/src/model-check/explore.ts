/** A machine whose every step can be enumerated. */
export interface Model<State> {
  start: State;
  /** Two states with the same key are the same. */
  key(state: State): string;
  steps(state: State): Iterable<Step<State>>;
  /** What is wrong with a step, in words; null where all is well. */
  stepViolation(step: Step<State>, before: State): string | null;
  /** What is wrong with a state, however it was reached. */
  stateViolation(state: State): string | null;
}

export interface Step<State> {
  action: string;
  state: State;
}

export interface Exploration {
  states: number;
  steps: number;
  /** Steps of the longest of the shortest ways. */
  depth: number;
  /** The shortest way to a violation, and what is violated; null where there is none. */
  counterexample: { violated: string; trace: string[] } | null;
}

interface Node<State> {
  state: State;
  action: string;
  from: Node<State> | null;
  depth: number;
}

/** Breadth-first through all states, so that a counterexample is a shortest one. Throws past `statesMax`. */
export function explore<State>(model: Model<State>, statesMax: number): Exploration {
  const seen = new Set([model.key(model.start)]);
  const queue: Node<State>[] = [{ state: model.start, action: 'start', from: null, depth: 0 }];
  let steps = 0;
  let depth = 0;
  for (const node of queue) {
    depth = node.depth;
    for (const step of model.steps(node.state)) {
      steps += 1;
      const key = model.key(step.state);
      const isNew = !seen.has(key);
      const violated =
        model.stepViolation(step, node.state) ?? (isNew ? model.stateViolation(step.state) : null);
      const next = { ...step, from: node, depth: node.depth + 1 };
      if (violated !== null) {
        return { states: seen.size, steps, depth, counterexample: { violated, trace: traceOf(next) } };
      }
      if (!isNew) continue;
      seen.add(key);
      if (seen.size > statesMax) throw new Error(`more than ${statesMax} states: lower a bound of the model`);
      queue.push(next);
    }
  }
  return { states: seen.size, steps, depth, counterexample: null };
}

function traceOf<State>(last: Node<State>): string[] {
  const trace: string[] = [];
  for (let node: Node<State> | null = last; node !== null; node = node.from) trace.push(node.action);
  return trace.reverse();
}
