import { parentPort } from 'node:worker_threads';
import { answerJob } from './answer-job.ts';
import type { SampleJob } from './sample-job.ts';

/** The thread's own entry: for each job its answer. One that fails ends the thread, and its owner is told. */
parentPort?.on('message', (job: SampleJob) => {
  void answerJob(job).then((answer) => parentPort?.postMessage(answer));
});
