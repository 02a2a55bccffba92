import type { JobData, LedgerRecord } from '@ccsp/fleet'
import type { Classification } from '../classify/classification.ts'

/** The ledger's line for a run. */
export function ledgerRecordOf(
  run: { jobId: string; runId: string | null; data: JobData },
  outcome: Classification,
  timing: { durationMs: number; nowMs: number },
): LedgerRecord {
  const { usage } = outcome
  return {
    jobId: run.jobId,
    runId: run.runId,
    requestId: run.data.request.requestId,
    fromAgent: run.data.request.fromAgent,
    outcome: outcome.class,
    model: outcome.model,
    inputTokens: usage === null ? 0 : usage.input + usage.cacheRead + usage.cacheCreation,
    outputTokens: usage?.output ?? 0,
    costMicroUsd: Math.round((outcome.costUsd ?? 0) * 1e6),
    durationMs: timing.durationMs,
    at: new Date(timing.nowMs).toISOString(),
  }
}
