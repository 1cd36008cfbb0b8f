import { previewSamples } from './preview-samples.ts';
import type { PreviewAnswer, SampleJob, SuggestAnswer } from './sample-job.ts';
import { suggestFromSamples } from './suggest-from-samples.ts';

export async function answerJob(job: SampleJob): Promise<PreviewAnswer | SuggestAnswer> {
  return job.ask === 'preview' ? previewSamples(job) : suggestFromSamples(job);
}
