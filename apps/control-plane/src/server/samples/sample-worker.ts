import { parentPort } from 'node:worker_threads';
import { withoutKernels } from '@delta-guard/compare';
import { answerJob } from './answer-job.ts';
import type { SampleJob } from './sample-job.ts';

/** The thread's own entry: for each job its answer. One that fails ends the thread, and its owner is told. */
withoutKernels();
parentPort?.on('message', (job: SampleJob) => {
  void answerJob(job).then((answer) => parentPort?.postMessage(answer));
});
