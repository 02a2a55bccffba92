import { settle, type JobData, type FleetRedis } from '@ccsp/fleet'
import type { QueueConfig } from '@ccsp/config'
import { backOffMs, type Clock, reasonOf, sleep } from '@ccsp/foundation'
import type { Job } from 'bullmq'
import type { Logger } from 'pino'
import type { RunOutcome } from '../execution.ts'
import { ledgerRecordOf } from './ledger-record-of.ts'
import { responseOf } from './response-of.ts'

export interface FinishedRun {
  readonly job: Job<JobData>
  /** Null for a job that never ran. */
  readonly runId: string | null
  readonly outcome: RunOutcome
  /** True when the daemon stops, or no longer holds the job. */
  readonly isGivenUp: () => boolean
}

export interface SettleContext {
  readonly redis: FleetRedis
  readonly logger: Logger
  readonly clock: Clock
  readonly config: { readonly queue: QueueConfig }
}

/**
 * Replies and records what came of a run. While Redis refuses (out of memory, disk full, login), it tries again: a failure
 * here would end the job without a reply.
 * @returns false when it was given up before Redis took it
 */
export async function settleRun({ job, runId, outcome, isGivenUp }: FinishedRun, context: SettleContext): Promise<boolean> {
  const { redis, clock, config, logger } = context
  const jobId = job.id ?? ''
  const { classification, durationMs } = outcome
  const timing = { durationMs, nowMs: clock.now() }
  const settlement = {
    jobId,
    data: job.data,
    response: responseOf(job.data.request.requestId, classification, timing),
    record: ledgerRecordOf({ jobId, runId, data: job.data }, classification, timing),
  }
  for (let attempt = 1; ; attempt += 1) {
    try {
      await settle(redis, config.queue, settlement)
      return true
    } catch (error) {
      logger.error({ jobId, attempt, reason: reasonOf(error) }, 'outcome not recorded; it will try again')
      if (isGivenUp()) return false
      await sleep(backOffMs(attempt, { baseMs: 100, maxMs: 5_000 }))
    }
  }
}
