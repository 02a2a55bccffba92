import type { AgentConfig } from '@ccsp/config'
import type { FleetRedis, JobData } from '@ccsp/fleet'
import { reasonOf } from '@ccsp/foundation'
import { type Job, Worker } from 'bullmq'
import type { Redis } from 'ioredis'
import type { Report } from '../report.ts'
import { drainWorker } from './drain-worker.ts'
import type { EndReason, JobContext } from './job-context.ts'
import { type JobResult, processJob } from './process-job.ts'

export interface RequestWorker {
  /** Job ids of what runs now. */
  readonly runningIds: readonly string[]
  /** Ends a running job as cancelled. @returns false when it does not run here */
  cancel(jobId: string): boolean
  /**
   * Takes no more jobs, waits for the running ones up to the deadline, then ends them and hands them back. Comes to an end
   * while Redis is away, too: then the queue takes the jobs back by itself.
   * @returns how many were handed back
   */
  drain(timeoutMs: number): Promise<number>
}

/** A job that keeps stalling must still get its reply: it is never failed behind its client's back. */
const NEVER = 2 ** 31 - 1
/** Before another try to take a job after the connection broke, ms. */
const RETRY_MS = 1_000

/** Takes jobs off the queue and runs them, `concurrency` at a time. */
export function startWorker(config: AgentConfig, context: JobContext & { readonly report: Report }): RequestWorker {
  const running = new Map<string, AbortController>()
  const work = async (job: Job<JobData, JobResult>, token = ''): Promise<JobResult> => {
    const end = new AbortController()
    running.set(job.id ?? '', end)
    try {
      return await processJob({ job, token, signal: end.signal }, context)
    } finally {
      running.delete(job.id ?? '')
    }
  }
  const { result: worker, copies } = recordCopies(context.redis, () => createWorker(work, config, context))
  const end = (jobId: string, reason: EndReason): boolean => {
    running.get(jobId)?.abort(reason)
    return running.has(jobId)
  }
  const endAll = (): number => [...running.keys()].filter((jobId) => end(jobId, 'handed-back')).length
  worker.on('error', (error) => context.report.error({ reason: reasonOf(error) }, 'queue worker'))
  worker.on('stalled', (jobId) => context.logger.warn({ jobId }, 'job taken back from a daemon that fell silent'))
  // Another daemon may start these at any moment: two runs must never work in one folder.
  worker.on('lockRenewalFailed', (jobIds) => jobIds.forEach((jobId) => end(jobId, 'lost')))
  return {
    get runningIds() {
      return [...running.keys()]
    },
    cancel: (jobId) => end(jobId, 'cancelled'),
    drain: (timeoutMs) => drainWorker(worker, { timeoutMs, runningCount: () => running.size, endAll, connections: copies }),
  }
}

type Work = (job: Job<JobData, JobResult>, token?: string) => Promise<JobResult>

function createWorker(work: Work, config: AgentConfig, context: JobContext): Worker<JobData, JobResult> {
  return new Worker<JobData, JobResult>(context.config.queue.name, work, {
    connection: context.redis,
    prefix: context.config.queue.prefix,
    name: context.instanceId,
    concurrency: config.concurrency,
    lockDuration: config.lockDurationMs,
    stalledInterval: config.stalledIntervalMs,
    maxStalledCount: NEVER,
    runRetryDelay: RETRY_MS,
  })
}

/** Calls `make`, and tells which copies of the connection it made: BullMQ waits for jobs on one, and gives it to nobody. */
function recordCopies<T>(redis: FleetRedis, make: () => T): { result: T; copies: readonly Redis[] } {
  const copies: Redis[] = []
  const duplicate = redis.duplicate.bind(redis)
  redis.duplicate = (override) => {
    const copy = duplicate(override)
    copies.push(copy)
    return copy
  }
  try {
    return { result: make(), copies }
  } finally {
    redis.duplicate = duplicate
  }
}
