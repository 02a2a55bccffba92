import type { QueueConfig, RunnerConfig } from '@ccsp/config'
import { cancelKey, type FleetRedis, isSettled, type JobData, type RunInfo, settle } from '@ccsp/fleet'
import { type Clock, isCcspError } from '@ccsp/foundation'
import { type Job, WaitingError } from 'bullmq'
import type { Logger } from 'pino'
import type { Classification } from '../classify/classification.ts'
import { plainClassification } from '../classify/plain.ts'
import type { Executor, RunOutcome, RunSpec } from '../execution.ts'
import { ledgerRecordOf } from '../respond/ledger-record-of.ts'
import { responseOf } from '../respond/response-of.ts'
import { runSpecOf } from './run-spec-of.ts'

/** Why a run is ended from outside. */
export type EndReason = 'cancelled' | 'handed-back'

export interface JobContext {
  readonly redis: FleetRedis
  readonly executor: Executor
  readonly logger: Logger
  readonly clock: Clock
  readonly instanceId: string
  readonly config: { readonly queue: QueueConfig; readonly runner: RunnerConfig }
}

/** What a finished job keeps on the queue: no reply, that went to the client. */
export interface JobResult {
  readonly outcome: string
  readonly runId: string | null
}

/** One job as this daemon holds it. */
export interface HeldJob {
  readonly job: Job<JobData>
  readonly token: string
  /** Aborted with an EndReason as its reason. */
  readonly signal: AbortSignal
}

/**
 * Runs a job and settles it. A job that was settled before is not run again.
 * @throws WaitingError when the job went back to the queue unfinished
 */
export async function processJob(held: HeldJob, context: JobContext): Promise<JobResult> {
  const { job } = held
  const jobId = job.id ?? ''
  const { redis, config, clock } = context
  const [isDone, isCancelled] = await Promise.all([isSettled(redis, jobId), redis.exists(cancelKey(jobId))])
  if (isDone) return { outcome: 'settled-before', runId: null }
  const spec = runSpecOf({ jobId, attempt: job.attemptsStarted, data: job.data }, config.runner)
  const { classification, durationMs } =
    isCancelled === 1 ? { classification: plainClassification('cancelled', 'never', 'cancelled before it ran'), durationMs: 0 } : await run(held, spec, context)
  if (held.signal.reason === 'handed-back' && classification.class !== 'success') await handBack(held)
  const timing = { durationMs, nowMs: clock.now() }
  const { request } = job.data
  await settle(redis, config.queue, {
    jobId,
    data: job.data,
    response: responseOf(request.requestId, classification, timing),
    record: ledgerRecordOf({ jobId, runId: spec.runId, data: job.data }, classification, timing),
  })
  logEnd({ jobId, spec, classification, durationMs }, context)
  return { outcome: classification.class, runId: spec.runId }
}

async function run(held: HeldJob, spec: RunSpec, context: JobContext): Promise<RunOutcome> {
  const { job, signal } = held
  const { clock, executor } = context
  const began = clock.steady()
  await job.updateProgress({ ...runInfoOf(job, spec, context) })
  try {
    const outcome = await executor.execute(spec, {
      signal,
      onProgress: ({ pid }) => void job.updateProgress({ ...runInfoOf(job, spec, context), pid }).catch((error: unknown) => context.logger.debug({ error }, 'progress not recorded')),
    })
    if (signal.reason !== 'cancelled' || outcome.classification.class === 'success') return outcome
    return { ...outcome, classification: { ...outcome.classification, class: 'cancelled', retry: 'never' } }
  } catch (error) {
    // A run that could not begin is an answer to its client, not a failure of the queue.
    if (!isCcspError(error)) throw error
    const classification = error.isRetryable ? plainClassification('killed', 'back-off', error.message) : plainClassification('invalid-use', 'never', error.message)
    return { classification, durationMs: clock.steady() - began }
  }
}

function runInfoOf(job: Job<JobData>, spec: RunSpec, context: JobContext): RunInfo {
  const { requestId, fromAgent } = job.data.request
  return { runId: spec.runId, requestId, fromAgent, instanceId: context.instanceId, sessionId: spec.sessionId, model: spec.model ?? null, pid: null }
}

/** Gives the job back to the queue, ahead of the others, for another daemon or a later start. */
async function handBack({ job, token }: HeldJob): Promise<never> {
  await job.moveToWait(token)
  throw new WaitingError()
}

function logEnd(end: { jobId: string; spec: RunSpec; classification: Classification; durationMs: number }, { logger }: JobContext): void {
  const { jobId, spec, classification, durationMs } = end
  const fields = { jobId, runId: spec.runId, outcome: classification.class, durationMs: Math.round(durationMs), costUsd: classification.costUsd, sessionId: classification.sessionId }
  if (classification.class === 'success') logger.info(fields, 'request served')
  else logger.warn({ ...fields, reason: classification.reason }, 'request not served')
}
