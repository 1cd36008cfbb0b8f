import type { Bench } from '../bench.ts';
import { addedLatency } from './added-latency.ts';
import type { Case } from './case.ts';
import { hungCandidate } from './hung-candidate.ts';
import { idleClients } from './idle-clients.ts';
import { findPrograms, missingNotes } from './programs.ts';
import { storyLoad } from './story-load.ts';
import { throughputCase } from './throughput.ts';

const cases: readonly Case[] = [
  throughputCase('1KB/shadow', 1_024),
  throughputCase('10KB/shadow', 10_240),
  hungCandidate,
  addedLatency,
  storyLoad,
  idleClients,
];

export const bench: Bench = {
  name: 'proxy',
  title:
    'The proxy in shadow with comparison, tallies and spool on, beside nginx, which compares nothing, and a Go fan-out',
  async run({ quick, only }) {
    const chosen = cases.filter(({ name }) => only === undefined || name === only);
    if (chosen.length === 0)
      throw new Error(`There is no case "${only}". There are: ${cases.map(({ name }) => name).join(', ')}.`);
    if (process.platform !== 'linux') throw new Error('this bench reads /proc and so needs Linux');
    const programs = findPrograms(process.env.PATH ?? '');
    for (const note of missingNotes(programs)) console.error(`bench proxy: ${note}`);
    const rows = [];
    for (const one of chosen) rows.push(...(await one.run({ quick, programs })));
    return rows;
  },
};
