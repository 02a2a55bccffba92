import { retryJob } from '@ccsp/fleet'
import { type Context, print } from '../context.ts'
import { toLine } from '../show/plain-text.ts'
import { withFleet } from '../with-fleet.ts'

/** Runs a finished job once more. @throws CcspError CCSP_JOB_NOT_FOUND, CCSP_JOB_STATE and those of `withFleet` */
export async function retryQueuedJob(context: Context, jobId: string): Promise<number> {
  await withFleet(context, ({ redis, queue }) => retryJob(redis, queue, jobId))
  print(context, context.t('job.retried', { jobId: toLine(jobId) }))
  return 0
}
