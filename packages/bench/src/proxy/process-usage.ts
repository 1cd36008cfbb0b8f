import { readdirSync, readFileSync } from 'node:fs';

/** Ticks of /proc per second: USER_HZ, which Linux has fixed for all programs. */
const ticksPerSecond = 100;

interface ProcessStat {
  parent: number;
  /** Time in user and kernel mode of all its threads, in seconds. */
  cpuSeconds: number;
}

/** Reads one line of /proc/PID/stat (proc(5)). The name may itself hold spaces and brackets. */
export function parseStat(line: string): ProcessStat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return { parent: Number(fields[1]), cpuSeconds: ticks / ticksPerSecond };
}

/** Resident megabytes in the text of /proc/PID/status; 0 where it says none. */
export function parseResidentMb(status: string): number {
  return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) / 1024;
}

/** CPU seconds that a process and all below it have used. */
export function cpuSeconds(pid: number): number {
  const stats = statsOfAll();
  return family(pid, stats).reduce((sum, member) => sum + (stats.get(member)?.cpuSeconds ?? 0), 0);
}

/** Resident megabytes of a process and all below it. */
export function residentMb(pid: number): number {
  return family(pid, statsOfAll()).reduce(
    (sum, member) => sum + parseResidentMb(read(`/proc/${member}/status`)),
    0,
  );
}

/** A process and all its descendants. */
export function family(root: number, stats: ReadonlyMap<number, Pick<ProcessStat, 'parent'>>): number[] {
  const members = [root];
  for (const member of members) {
    for (const [pid, { parent }] of stats) if (parent === member) members.push(pid);
  }
  return members;
}

function statsOfAll(): Map<number, ProcessStat> {
  const stats = new Map<number, ProcessStat>();
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    const line = read(`/proc/${entry}/stat`);
    if (line !== '') stats.set(Number(entry), parseStat(line));
  }
  return stats;
}

/** Empty where the process has just ended. */
function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}
