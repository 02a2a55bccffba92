import { cancelKey, isSettled, type JobData } from '@ccsp/fleet'
import { CcspError } from '@ccsp/foundation'
import { WaitingError } from 'bullmq'
import { plainClassification } from '../classify/plain.ts'
import type { RunOutcome } from '../execution.ts'
import { settleRun } from '../respond/settle-run.ts'
import type { HeldJob, JobContext } from './job-context.ts'
import { runJob } from './run-job.ts'
import { runSpecOf } from './run-spec-of.ts'

/** What a finished job keeps on the queue: no reply, that went to the client. */
export interface JobResult {
  readonly outcome: string
  readonly runId: string | null
}

/**
 * Runs a job and settles it. A job that was settled before is not run again.
 * @throws WaitingError when the job went back to the queue unfinished; CcspError CCSP_REQUEST_INVALID for a job without a request
 */
export async function processJob(held: HeldJob, context: JobContext): Promise<JobResult> {
  const { job, signal } = held
  const jobId = job.id ?? ''
  if (!isRequestJob(job.data)) throw new CcspError('CCSP_REQUEST_INVALID', { reason: `the job ${jobId} carries no request` })
  const [isDone, isCancelled] = await Promise.all([isSettled(context.redis, jobId), context.redis.exists(cancelKey(jobId))])
  if (isDone) return { outcome: 'settled-before', runId: null }
  if (isCancelled === 1 || signal.reason === 'cancelled') return finish(held, { runId: null, outcome: CANCELLED_BEFORE }, context)
  if (signal.aborted) return giveUp(held)
  const spec = runSpecOf({ jobId, attempt: job.attemptsStarted, data: job.data }, context.config.runner)
  const outcome = await runJob(held, spec, context)
  if (isEndedByUs(signal) && outcome.classification.class !== 'success') return giveUp(held)
  return finish(held, { runId: spec.runId, outcome }, context)
}

const CANCELLED_BEFORE: RunOutcome = {
  classification: plainClassification('cancelled', 'never', 'cancelled before it ran'),
  durationMs: 0,
}

const isEndedByUs = (signal: AbortSignal): boolean => signal.aborted && signal.reason !== 'cancelled'

/** Other programs may put anything on the queue. */
function isRequestJob(data: Partial<JobData> | null | undefined): boolean {
  return typeof data?.replyKey === 'string' && typeof data.inflightKey === 'string' && typeof data.request?.requestId === 'string'
}

async function finish(
  held: HeldJob,
  run: { runId: string | null; outcome: RunOutcome },
  context: JobContext,
): Promise<JobResult> {
  const isRecorded = await settleRun({ job: held.job, ...run, isGivenUp: () => isEndedByUs(held.signal) }, context)
  if (!isRecorded) return giveUp(held)
  const { classification, durationMs } = run.outcome
  const { costUsd, sessionId, reason } = classification
  const fields = {
    jobId: held.job.id,
    runId: run.runId,
    outcome: classification.class,
    durationMs: Math.round(durationMs),
    costUsd,
    sessionId,
  }
  if (classification.class === 'success') context.logger.info(fields, 'request served')
  else context.logger.warn({ ...fields, reason }, 'request not served')
  return { outcome: classification.class, runId: run.runId }
}

/** Gives the job back to the queue, ahead of the others, for another daemon or a later start. */
async function giveUp({ job, token, signal }: HeldJob): Promise<never> {
  // A job that is lost is no longer ours to give back: the queue takes it back by itself.
  if (signal.reason !== 'lost') await job.moveToWait(token)
  throw new WaitingError()
}
