import type { QueueConfig, RunnerConfig } from '@ccsp/config'
import type { FleetRedis, JobData } from '@ccsp/fleet'
import type { Clock } from '@ccsp/foundation'
import type { Job } from 'bullmq'
import type { Logger } from 'pino'
import type { Executor } from '../execution.ts'

/** Why a run is ended from outside. `lost`: the job was given to another daemon, because this one fell silent. */
export type EndReason = 'cancelled' | 'handed-back' | 'lost'

export interface JobContext {
  readonly redis: FleetRedis
  readonly executor: Executor
  readonly logger: Logger
  readonly clock: Clock
  readonly instanceId: string
  readonly config: { readonly queue: QueueConfig; readonly runner: RunnerConfig }
}

/** One job as this daemon holds it. */
export interface HeldJob {
  readonly job: Job<JobData>
  readonly token: string
  /** Aborted with an EndReason as its reason. */
  readonly signal: AbortSignal
}
