import type { QueueConfig } from '@ccsp/config'
import { KEYS, outcomeKey } from '../contract/keys.ts'
import type { JobData } from '../contract/request.ts'
import type { ServiceResponse } from '../contract/response.ts'
import type { FleetRedis } from '../scripts/commands.ts'

/** Longer than any job may lie about after it was settled, ms: a job found later than that would run again. */
const OUTCOME_TTL_MS = 7 * 86_400_000
const MAX_LEDGER_RECORDS = 10_000

/** One line of the ledger. JSON-serialisable. */
export interface LedgerRecord {
  readonly jobId: string
  readonly runId: string | null
  readonly requestId: string
  readonly fromAgent: string
  /** Outcome class of the run, or `cancelled` for a job that never ran. */
  readonly outcome: string
  readonly model: string | null
  readonly inputTokens: number
  readonly outputTokens: number
  /** 1/1,000,000 US dollar: whole numbers add up exactly. */
  readonly costMicroUsd: number
  readonly durationMs: number
  /** ISO 8601 */
  readonly at: string
}

export interface Settlement {
  readonly jobId: string
  readonly data: JobData
  /** Null when nobody is to be told. */
  readonly response: ServiceResponse | null
  readonly record: LedgerRecord
}

/**
 * Replies to the client, records the outcome and accounts for it: one atomic step, once per job.
 * @returns false when the job was settled before; then nothing changed
 */
export async function settle(redis: FleetRedis, queue: QueueConfig, settlement: Settlement): Promise<boolean> {
  const { jobId, data, response, record } = settlement
  const outcome = { outcome: record.outcome, runId: record.runId, at: record.at }
  const done = await redis.ccspSettle(
    outcomeKey(jobId),
    data.replyKey,
    data.inflightKey,
    KEYS.ledgerTotals,
    KEYS.ledgerRuns,
    jobId,
    JSON.stringify(outcome),
    OUTCOME_TTL_MS,
    response === null ? '' : JSON.stringify(response),
    queue.replyTtlMs,
    JSON.stringify(record),
    MAX_LEDGER_RECORDS,
    ...totalsOf(record),
  )
  return done === 1
}

function totalsOf(record: LedgerRecord): (string | number)[] {
  const increments: [string, number][] = [
    [`outcome:${record.outcome}`, 1],
    ['settled', 1],
    ['inputTokens', record.inputTokens],
    ['outputTokens', record.outputTokens],
    ['costMicroUsd', record.costMicroUsd],
    ['durationMs', Math.round(record.durationMs)],
  ]
  return increments.filter(([, amount]) => amount !== 0).flat()
}

/** True when the job has its outcome already: whoever holds it must not run it again. */
export async function isSettled(redis: FleetRedis, jobId: string): Promise<boolean> {
  return (await redis.exists(outcomeKey(jobId))) === 1
}
