import type { QueueConfig } from '@ccsp/config'
import { CcspError } from '@ccsp/foundation'
import type { Job } from 'bullmq'
import { cancelKey, KEYS, outcomeKey } from '../contract/keys.ts'
import { type JobData, PRIORITIES, type Priority } from '../contract/request.ts'
import type { FleetRedis } from '../scripts/commands.ts'
import type { RequestQueue } from './open-queue.ts'
import { settle } from './settle.ts'

export const JOB_STATES = ['waiting', 'active', 'delayed', 'completed', 'failed'] as const
export type JobState = (typeof JOB_STATES)[number]

/** A job as tools show it: no prompt, no reply. */
export interface JobSummary {
  readonly jobId: string
  readonly state: JobState
  readonly requestId: string
  readonly fromAgent: string
  readonly priority: Priority
  /** ISO 8601 */
  readonly receivedAt: string
  readonly startedAt: string | null
  readonly finishedAt: string | null
  /** Outcome class, or null while there is none. */
  readonly outcome: string | null
}

/** A job with all there is of it. */
export interface JobDetails extends JobSummary {
  readonly prompt: string
  readonly progress: unknown
  readonly failedReason: string | null
}

/** A leftover of a job that vanished heals by itself; this only keeps it from staying for ever. */
const RETRIED_TTL_SECONDS = 34_560_000

/** BullMQ's names of our states. */
const BULL_STATES = {
  waiting: ['wait', 'prioritized'],
  active: ['active'],
  delayed: ['delayed'],
  completed: ['completed'],
  failed: ['failed'],
} as const

/** The jobs in a state, those that come next (or came last) first. Reads at most `limit` jobs. */
export async function listJobs(queue: RequestQueue, state: JobState, limit: number): Promise<JobSummary[]> {
  const isAscending = state === 'waiting' || state === 'delayed' || state === 'active'
  const jobs: (Job<JobData> | undefined)[] = await queue.getJobs([...BULL_STATES[state]], 0, Math.max(0, limit - 1), isAscending)
  return jobs
    .filter((job) => job !== undefined)
    .slice(0, limit)
    .map((job) => summarise(job, state))
}

/** @throws CcspError CCSP_JOB_NOT_FOUND */
export async function showJob(queue: RequestQueue, jobId: string): Promise<JobDetails> {
  const { job, state } = await findJob(queue, jobId)
  return {
    ...summarise(job, state),
    prompt: (job.data as Partial<JobData>).request?.prompt ?? '',
    progress: job.progress,
    failedReason: job.failedReason ?? null,
  }
}

async function findJob(queue: RequestQueue, jobId: string): Promise<{ job: Job<JobData>; state: JobState }> {
  const job = await queue.getJob(jobId)
  const state = await job?.getState()
  const known = JOB_STATES.find((name) => name === state || (BULL_STATES[name] as readonly string[]).includes(state ?? ''))
  if (!job || known === undefined) throw new CcspError('CCSP_JOB_NOT_FOUND', { jobId })
  return { job, state: known }
}

/**
 * Ends a job: one that waits is answered as cancelled and taken off; a running one is ended by its daemon.
 * @throws CcspError CCSP_JOB_NOT_FOUND, CCSP_JOB_STATE for one that is finished
 */
export async function cancelJob(
  redis: FleetRedis,
  queue: RequestQueue,
  order: { config: QueueConfig; jobId: string; by: string },
): Promise<'removed' | 'ending'> {
  const { jobId, by, config } = order
  const { job, state } = await findJob(queue, jobId)
  if (state === 'completed' || state === 'failed') throw new CcspError('CCSP_JOB_STATE', { jobId, state, action: 'cancelled' })
  await redis.set(cancelKey(jobId), by, 'EX', 86_400)
  // Told in any case: it may have begun since it was looked up.
  await redis.publish(KEYS.control, JSON.stringify({ cancel: jobId }))
  if (state === 'active') return 'ending'
  const at = new Date().toISOString()
  const { request } = job.data
  await settle(redis, config, {
    jobId,
    data: job.data,
    response: { requestId: request.requestId, success: false, error: 'Cancelled', timestamp: at },
    record: {
      jobId,
      runId: null,
      requestId: request.requestId,
      fromAgent: request.fromAgent,
      outcome: 'cancelled',
      model: null,
      inputTokens: 0,
      outputTokens: 0,
      costMicroUsd: 0,
      durationMs: 0,
      at,
    },
  })
  // When a worker took it meanwhile, it finds the outcome and runs nothing.
  await queue.remove(jobId)
  return 'removed'
}

/**
 * Puts a finished job back on the queue: it runs and is answered once more.
 * @throws CcspError CCSP_JOB_NOT_FOUND, CCSP_JOB_STATE for one that is not finished
 */
export async function retryJob(redis: FleetRedis, queue: RequestQueue, jobId: string): Promise<void> {
  const { job, state } = await findJob(queue, jobId)
  if (state !== 'failed' && state !== 'completed') throw new CcspError('CCSP_JOB_STATE', { jobId, state, action: 'retried' })
  await redis
    .multi()
    .del(outcomeKey(jobId), cancelKey(jobId))
    .set(job.data.inflightKey, `j${jobId}`, 'EX', RETRIED_TTL_SECONDS)
    .exec()
  await job.retry(state)
}

function summarise(job: Job<JobData>, state: JobState): JobSummary {
  // Other programs may put anything on the queue.
  const { request, receivedAt = job.timestamp } = job.data as Partial<JobData>
  const outcome = (job.returnvalue as { outcome?: string } | null | undefined)?.outcome
  return {
    jobId: job.id ?? '',
    state,
    requestId: request?.requestId ?? '',
    fromAgent: request?.fromAgent ?? '',
    priority: PRIORITIES[job.priority - 1] ?? 'normal',
    receivedAt: new Date(receivedAt).toISOString(),
    startedAt: isoOrNull(job.processedOn),
    finishedAt: isoOrNull(job.finishedOn),
    outcome: outcome ?? (state === 'failed' ? (job.failedReason ?? 'failed') : null),
  }
}

const isoOrNull = (ms: number | undefined): string | null => (ms === undefined ? null : new Date(ms).toISOString())
