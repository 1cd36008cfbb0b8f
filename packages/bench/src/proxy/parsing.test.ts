import { expect, test } from 'vitest';
import { bodyOf, ignoredField } from './bodies.ts';
import { quantileOf } from './load.ts';
import { cpuSeconds, family, parseResidentMb, parseStat, residentMb } from './process-usage.ts';
import { findPrograms, missingNotes } from './programs.ts';
import { parseWrk } from './wrk.ts';

test('CPU time is user and kernel time, whatever the name of the process holds', () => {
  const line = '77 (a) b (c) S 12 77 77 0 -1 4194560 100 0 0 0 250 50 7 9 20 0 11 0 1 2 3';
  expect(parseStat(line)).toEqual({ parent: 12, cpuSeconds: 3 });
});

test('a process counts with its children and theirs, and with nobody else', () => {
  const parents = { 1: 0, 10: 1, 11: 10, 12: 11, 20: 1 };
  const stats = new Map(Object.entries(parents).map(([pid, parent]) => [Number(pid), { parent }]));
  expect(family(10, stats).sort()).toEqual([10, 11, 12]);
});

test('resident memory is read in megabytes', () => {
  expect(parseResidentMb('Name:\tx\nVmHWM:\t   9 kB\nVmRSS:\t  20480 kB\n')).toBe(20);
  expect(parseResidentMb('Name:\tkthreadd\n')).toBe(0);
});

test('work of this process shows as CPU time', () => {
  const before = cpuSeconds(process.pid);
  const started = process.cpuUsage();
  while (process.cpuUsage(started).user < 200_000);
  expect(cpuSeconds(process.pid) - before).toBeGreaterThan(0.15);
  expect(residentMb(process.pid)).toBeGreaterThan(10);
});

test('what wrk prints is read, its failures are not counted as answers', () => {
  const clean = '  40 requests in 2.00s, 3MB read\nRequests/sec: 20';
  expect(parseWrk(clean)).toEqual({ answered: 40, failed: 0, seconds: 2 });
  const bad = `12345 requests in 1.50m, 3.21MB read
  Socket errors: connect 1, read 2, write 0, timeout 4
  Non-2xx or 3xx responses: 45`;
  expect(parseWrk(bad)).toEqual({ answered: 12_300, failed: 52, seconds: 90 });
  expect(() => parseWrk('unable to connect')).toThrow('not what wrk prints');
});

test('a quantile is the value below which that share lies', () => {
  const sorted = Array.from({ length: 100 }, (_, at) => at);
  expect([quantileOf(sorted, 0.5), quantileOf(sorted, 0.99), quantileOf(sorted, 1)]).toEqual([50, 99, 99]);
  expect(quantileOf([], 0.5)).toBeNaN();
});

test.each([1_024, 10_240])('both bodies have %i bytes and differ in the ignored field alone', (bytes) => {
  const [legacy, candidate] = [bodyOf('legacy', bytes), bodyOf('candidate', bytes)];
  expect([legacy.length, candidate.length]).toEqual([bytes, bytes]);
  expect(legacy).not.toBe(candidate);
  expect(JSON.parse(legacy)).toEqual({ ...JSON.parse(candidate), [ignoredField]: expect.any(String) });
  expect(legacy.indexOf(ignoredField)).toBeGreaterThan(bytes * 0.9);
});

test('each program that is missing is said, with what is left out for it', () => {
  expect(missingNotes({ nginx: null, wrk: null, go: null, taskset: null })).toEqual([
    'nginx is not installed: the peers nginx and nginx-plain are left out',
    'no Go toolchain: the peer go is left out',
    'wrk is not installed: the load comes from a Node program',
    'taskset is not installed: nothing is pinned to a core',
  ]);
  expect(missingNotes({ nginx: 'a', wrk: 'b', go: 'c', taskset: 'd' })).toEqual([]);
  expect(findPrograms('/nowhere').wrk).toBeNull();
});
