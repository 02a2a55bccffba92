import type { JobData, RunInfo } from '@ccsp/fleet'
import { isCcspError, reasonOf } from '@ccsp/foundation'
import type { Job } from 'bullmq'
import type { Classification } from '../classify/classification.ts'
import { plainClassification } from '../classify/plain.ts'
import type { RunOutcome, RunSpec } from '../execution.ts'
import type { HeldJob, JobContext } from './job-context.ts'

/** Makes the run of a job. Never rejects: a run that could not begin is an answer to its client, not a failure of the queue. */
export async function runJob(held: HeldJob, spec: RunSpec, context: JobContext): Promise<RunOutcome> {
  const { job, signal } = held
  const { clock, executor } = context
  const began = clock.steady()
  const tell = (pid: number | null): Promise<void> => tellProgress(job, { ...runInfoOf(job, spec, context), pid }, context)
  await tell(null)
  try {
    const outcome = await executor.execute(spec, { signal, onProgress: ({ pid }) => void tell(pid) })
    if (signal.reason !== 'cancelled' || outcome.classification.class === 'success') return outcome
    return { ...outcome, classification: { ...outcome.classification, class: 'cancelled', retry: 'never' } }
  } catch (error) {
    if (!isCcspError(error)) context.logger.error({ jobId: job.id, reason: reasonOf(error) }, 'the executor failed')
    return { classification: failureOf(error, signal), durationMs: clock.steady() - began }
  }
}

function failureOf(error: unknown, signal: AbortSignal): Classification {
  if (signal.reason === 'cancelled') return plainClassification('cancelled', 'never', 'cancelled')
  if (!isCcspError(error) || error.isRetryable) return plainClassification('killed', 'back-off', reasonOf(error))
  return plainClassification('invalid-use', 'never', error.message)
}

/** For people who look at the queue: no run fails for it. */
async function tellProgress(job: Job<JobData>, info: RunInfo, { logger }: JobContext): Promise<void> {
  await job
    .updateProgress({ ...info })
    .catch((error: unknown) => logger.debug({ jobId: job.id, reason: reasonOf(error) }, 'progress not recorded'))
}

function runInfoOf(job: Job<JobData>, spec: RunSpec, context: JobContext): RunInfo {
  const { requestId, fromAgent } = job.data.request
  return {
    runId: spec.runId,
    requestId,
    fromAgent,
    instanceId: context.instanceId,
    sessionId: spec.sessionId,
    model: spec.model ?? null,
    pid: null,
  }
}
