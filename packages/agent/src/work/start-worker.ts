import type { AgentConfig } from '@ccsp/config'
import type { JobData } from '@ccsp/fleet'
import { reasonOf, sleep } from '@ccsp/foundation'
import { Worker } from 'bullmq'
import { type EndReason, type JobContext, type JobResult, processJob } from './process-job.ts'

export interface RequestWorker {
  /** Jobs that run now. */
  readonly activeCount: number
  /** Ends a running job as cancelled. @returns false when it does not run here */
  cancel(jobId: string): boolean
  /**
   * Takes no more jobs, waits for the running ones up to the deadline, then ends them and hands them back.
   * @returns how many were handed back
   */
  drain(timeoutMs: number): Promise<number>
}

/** A job that keeps stalling must still get its reply: it is never failed behind its client's back. */
const NEVER = 2 ** 31 - 1

/** Takes jobs off the queue and runs them, `concurrency` at a time. */
export function startWorker(config: AgentConfig, context: JobContext): RequestWorker {
  const running = new Map<string, AbortController>()
  const worker = new Worker<JobData, JobResult>(
    context.config.queue.name,
    async (job, token = '') => {
      const end = new AbortController()
      running.set(job.id ?? '', end)
      try {
        return await processJob({ job, token, signal: end.signal }, context)
      } finally {
        running.delete(job.id ?? '')
      }
    },
    {
      connection: context.redis,
      prefix: context.config.queue.prefix,
      name: context.instanceId,
      concurrency: config.concurrency,
      lockDuration: config.lockDurationMs,
      stalledInterval: config.stalledIntervalMs,
      maxStalledCount: NEVER,
    },
  )
  worker.on('error', (error) => context.logger.error({ reason: reasonOf(error) }, 'queue worker'))
  worker.on('stalled', (jobId) => context.logger.warn({ jobId }, 'job taken back from a daemon that fell silent'))
  return {
    get activeCount() {
      return running.size
    },
    cancel: (jobId) => endRun(running.get(jobId), 'cancelled'),
    async drain(timeoutMs) {
      const closed = worker.close()
      const isClosed = new AbortController()
      await Promise.race([closed.finally(() => isClosed.abort()), sleep(timeoutMs, isClosed.signal).catch(() => {})])
      const rest = [...running.values()]
      for (const end of rest) endRun(end, 'handed-back')
      await closed
      return rest.length
    },
  }
}

function endRun(end: AbortController | undefined, reason: EndReason): boolean {
  end?.abort(reason)
  return end !== undefined
}
