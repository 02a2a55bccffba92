import { cancelJob } from '@ccsp/fleet'
import { type Context, print } from '../context.ts'
import { operatorName } from '../operator-name.ts'
import { toLine } from '../show/plain-text.ts'
import { withFleet } from '../with-fleet.ts'

/** Ends a job that waits or runs. @throws CcspError CCSP_JOB_NOT_FOUND, CCSP_JOB_STATE and those of `withFleet` */
export async function cancelQueuedJob(context: Context, jobId: string): Promise<number> {
  const by = operatorName()
  const what = await withFleet(context, ({ redis, queue, config }) =>
    cancelJob(redis, queue, { config: config.queue, jobId, by }),
  )
  print(context, context.t(what === 'removed' ? 'job.removed' : 'job.ending', { jobId: toLine(jobId) }))
  return 0
}
