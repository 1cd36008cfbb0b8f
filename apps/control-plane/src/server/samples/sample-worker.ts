import { parentPort, workerData } from 'node:worker_threads';
import { previewSamples } from './preview-samples.ts';
import type { SampleJob } from './sample-job.ts';
import { suggestFromSamples } from './suggest-from-samples.ts';

/** The thread's own entry: one job in, one answer out. */
const job: SampleJob = workerData;
parentPort?.postMessage(job.ask === 'preview' ? await previewSamples(job) : await suggestFromSamples(job));
