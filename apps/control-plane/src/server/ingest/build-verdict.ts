/** A build as tallies name it on a route. */
export interface BuildSighting {
  /** The newest second in which it answered, and the newest revision under which it did. */
  seenAtS: number;
  revision: number;
  build: string;
}

/** The running epoch of a route, as far as builds go. */
export interface RunningBuild {
  build: string | null;
  /** When its build was last seen; null as long as it was only announced. */
  buildSeenAtS: number | null;
  startedAtS: number;
  rulesRevision: number;
  /** It holds evidence already. */
  hasEvidence: boolean;
}

/**
 * `running`: of the build that is being proven. `older`: of one before it, which counts to its own epoch. `name`: the
 * running epoch has no evidence yet and becomes that of this build. `begin`: another build answers, so a new epoch begins.
 */
export type BuildVerdict = 'running' | 'older' | 'name' | 'begin';

/** A build that answers alone for so long is no straggler of a roll out: it was put back. */
const returnAfterS = 60;
/** An announced build may take so long to arrive. */
const arrivalWithinS = 3_600;

/** What the sighting of a build means. `known`: it was named on this route before. */
export function judgeBuild(sighting: BuildSighting, running: RunningBuild, known: boolean): BuildVerdict {
  if (sighting.build === running.build) return 'running';
  if (running.build === null) return running.hasEvidence ? 'begin' : 'name';
  if (!known) return 'begin';
  if (sighting.revision < running.rulesRevision) return 'older';
  const { buildSeenAtS, startedAtS } = running;
  const silentSinceS = buildSeenAtS === null ? startedAtS + arrivalWithinS : buildSeenAtS + returnAfterS;
  return sighting.seenAtS > silentSinceS ? 'begin' : 'older';
}
