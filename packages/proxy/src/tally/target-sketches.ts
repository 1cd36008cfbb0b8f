import { TargetSketch } from '@delta-guard/protocol';
import type { CompiledRoute } from '../routing/compiled-config.ts';

/** Builds of a route whose targets are kept at a time; one that comes back after that tells its targets again. */
const buildsMax = 4;

type Build = string | null;

/** The targets of each route under one config revision, stage and build, for as long as they are served. */
export class TargetSketches {
  readonly #routes = new WeakMap<CompiledRoute, Map<Build, TargetSketch>>();

  /** Null where the template has one target only. */
  of(route: CompiledRoute, build: Build): TargetSketch | null {
    if (route.choice.targetOf === null) return null;
    let builds = this.#routes.get(route);
    if (builds === undefined) {
      builds = new Map();
      this.#routes.set(route, builds);
    }
    let sketch = builds.get(build);
    if (sketch === undefined) {
      sketch = new TargetSketch();
      if (builds.size >= buildsMax) builds.delete(builds.keys().next().value ?? null);
      builds.set(build, sketch);
    }
    return sketch;
  }
}
