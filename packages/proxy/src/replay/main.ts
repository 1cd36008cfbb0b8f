import { access, constants, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type PolicyName, policyNames, presetPolicies } from '@delta-guard/gate';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { errorCode } from '../upstream/call-failure.ts';
import { junitXml } from './junit.ts';
import { showProgress } from './progress.ts';
import { type RecordingFormat, readRecording, recordingFormats } from './read-recording.ts';
import { Replay } from './replay.ts';
import { type FailOn, summarise } from './replay-summary.ts';
import { readRulesFile } from './rules-file.ts';
import { summaryText } from './summary-text.ts';

interface Given {
  legacy: URL;
  candidate: URL;
  format?: RecordingFormat;
  policy: PolicyName;
  failOn: FailOn;
  rules?: string;
  rate?: number;
  concurrency: number;
  timeout: number;
  unsafe: boolean;
  header: string[];
  json?: string;
  junit?: string;
}

const program = new Command('delta-guard replay')
  .description(
    'Runs recorded traffic through legacy and candidate, compares the answers as the proxy does, and ends with exit code 0 where the policy is met, 1 where it is not, 2 where the replay could not be done.',
  )
  .argument('<file>', 'a HAR file, a GoReplay file (.gor, .gz) or exported deltas (.ndjson)')
  .requiredOption('--legacy <url>', 'origin of the legacy', origin)
  .requiredOption('--candidate <url>', 'origin of the candidate', origin)
  .addOption(
    new Option('--format <format>', 'what the file is, where its name does not tell').choices(
      recordingFormats,
    ),
  )
  .addOption(
    new Option('--policy <policy>', 'what every route has to prove').choices(policyNames).default('trial'),
  )
  .addOption(
    new Option('--fail-on <what>', 'exit 1 where the policy is not met, or only at a mismatch')
      .choices(['policy', 'mismatch'])
      .default('policy'),
  )
  .option(
    '--rules <file>',
    'rules for all routes, as exported: [{"place": {"in": "body", "path": "$.id"}, "action": {"do": "ignore"}}]',
  )
  .option('--rate <n>', 'requests a second (as fast as answers come)', positive)
  .option('--concurrency <n>', 'requests under way at a time', whole, 16)
  .option('--timeout <ms>', 'longest wait for one answer', whole, 10_000)
  .option('--unsafe', 'also replay methods that change things, on BOTH systems', false)
  .option('--header <name: value>', 'a header that every request gets; repeatable', collect, [])
  .option('--json <file>', 'write the summary as JSON')
  .option('--junit <file>', 'write the summary as JUnit XML')
  .exitOverride();

async function main(): Promise<number> {
  program.parse();
  const given = program.opts<Given>();
  const file = resolve(program.args[0] ?? '');
  const { legacy, candidate } = given;
  for (const option of ['json', 'junit'] as const) await requireFolder(option, given[option]);
  const recording = await readRecording(file, given.format);
  const replay = new Replay({
    legacy,
    candidate,
    policy: presetPolicies[given.policy],
    rules: given.rules === undefined ? [] : await readRulesFile(resolve(given.rules)),
    ratePerSecond: given.rate ?? null,
    concurrency: given.concurrency,
    timeoutMs: given.timeout,
    unsafe: given.unsafe,
    headers: given.header,
  });
  const startedMs = performance.now();
  const hideProgress = showProgress({ counts: replay.progress, share: recording.share }, process.stderr);
  let interrupted = false;
  process.once('SIGINT', () => {
    interrupted = true;
    replay.stop();
  });
  try {
    await replay.run(recording.requests);
  } finally {
    hideProgress();
    await replay.close();
  }
  const durationMs = performance.now() - startedMs;
  if (replay.silent !== null) {
    console.error(`delta-guard replay: ${replay.silent}`);
    return 2;
  }
  const facts = {
    failOn: given.failOn,
    recording: program.args[0] ?? '',
    policy: given.policy,
    legacy,
    candidate,
    durationMs,
  };
  const summary = summarise(replay, { ...facts, nowMs: Date.now() });
  console.log(summaryText(summary));
  if (given.json) await writeFile(resolve(given.json), `${JSON.stringify(summary, null, 2)}\n`);
  if (given.junit) await writeFile(resolve(given.junit), junitXml(summary));
  if (interrupted)
    console.error('delta-guard replay: interrupted; the summary is of what was replayed until then');
  return summary.passed && !interrupted ? 0 : 1;
}

/** Before anything is sent: what a replay found would be lost. */
async function requireFolder(option: string, file: string | undefined): Promise<void> {
  if (file === undefined) return;
  const folder = dirname(resolve(file));
  await access(folder, constants.W_OK).catch((error: unknown) => {
    const why = errorCode(error) === 'ENOENT' ? 'is not there' : 'cannot be written to';
    throw new Error(`--${option}: the folder ${folder} ${why}`);
  });
}

function origin(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new InvalidArgumentError('Expected an http or https origin such as http://127.0.0.1:9001.');
  }
  if (url.pathname !== '/' || url.search !== '' || url.username !== '') {
    throw new InvalidArgumentError('Expected an origin without user, path or query.');
  }
  return url;
}

function positive(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= 100_000))
    throw new InvalidArgumentError('Expected a number above 0 and up to 100000.');
  return value;
}

function whole(text: string): number {
  const value = positive(text);
  if (!Number.isInteger(value)) throw new InvalidArgumentError('Expected a whole number.');
  return value;
}

function collect(text: string, headers: string[]): string[] {
  const match = /^([!#$%&'*+.^_`|~0-9A-Za-z-]+):[ \t]*([^\r\n\0]*)$/.exec(text);
  if (match === null) throw new InvalidArgumentError('Expected "Name: value".');
  return [...headers, match[1] ?? '', match[2] ?? ''];
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    if (error instanceof CommanderError) process.exit(error.exitCode === 0 ? 0 : 2);
    console.error(`delta-guard replay: ${error instanceof Error ? error.message : String(error)}`);
    process.exit(2);
  },
);
