import type { Instance, PauseInfo, RunInfo } from '../contract/instance.ts'
import type { Priority } from '../contract/request.ts'

/** A picture of the whole fleet. JSON-serialisable. */
export interface Snapshot {
  /** When this picture was asked for, ISO 8601. */
  readonly at: string
  /** False when Redis did not answer in time: then `fleet` is the newest older picture. */
  readonly isFresh: boolean
  /** Since when nothing newer is known, ISO 8601; null while fresh. */
  readonly staleSince: string | null
  readonly problem: { readonly code: string; readonly message: string } | null
  /** Null when Redis never answered. Never zeros in its place. */
  readonly fleet: FleetState | null
}

export interface FleetState {
  /** Redis's own clock, ISO 8601: ages are counted by it. */
  readonly redisTime: string
  readonly queue: QueueState
  readonly running: readonly RunningJob[]
  readonly instances: readonly Instance[]
  readonly login: LoginState
  readonly limits: readonly LimitState[]
  readonly ledger: LedgerTotals
  readonly redis: RedisHealth
}

export interface QueueState {
  /** Requests in the clients' list that are not on the queue yet. */
  readonly listed: number
  readonly waiting: number
  readonly active: number
  readonly delayed: number
  readonly completed: number
  readonly failed: number
  readonly deadLetters: number
  readonly byPriority: Readonly<Record<Priority, PriorityState>>
  /** Jobs that were handed out before and wait again, ahead of every priority. */
  readonly redelivered: number
  readonly redeliveredOldestAgeMs: number | null
  /** How long the longest-running job has been running, ms. */
  readonly longestRunningMs: number | null
  /** By how much the most overdue delayed job is late, ms; 0 when none is late, null when none is delayed. */
  readonly delayedLatenessMs: number | null
  readonly isPaused: boolean
  readonly pause: PauseInfo | null
}

export interface PriorityState {
  readonly waiting: number
  /** Age of the job that is served next, ms; null when none waits. */
  readonly oldestAgeMs: number | null
}

export interface RunningJob {
  readonly jobId: string
  readonly runningMs: number | null
  readonly run: RunInfo | null
}

export interface LoginState {
  /** True while runs are held back until someone logs in. */
  readonly isBlocked: boolean
  readonly blockedAt: string | null
  readonly issueNumber: number | null
}

/** The newest word of the CLI on a usage window. */
export interface LimitState {
  readonly window: string
  readonly status: string
  /** ISO 8601 */
  readonly resetsAt: string | null
  readonly utilization: number | null
  readonly at: string
}

export interface LedgerTotals {
  readonly accepted: number
  readonly duplicates: number
  readonly rejected: number
  readonly settled: number
  /** Replies that could not be given, because the client's key is no list. */
  readonly undelivered: number
  readonly byOutcome: Readonly<Record<string, number>>
  readonly inputTokens: number
  readonly outputTokens: number
  readonly costUsd: number
}

export interface RedisHealth {
  readonly version: string
  readonly role: string
  readonly uptimeSeconds: number
  readonly usedMemoryBytes: number
  /** 0 when unlimited. */
  readonly maxMemoryBytes: number
  readonly maxMemoryPolicy: string
  readonly connectedClients: number
  readonly isAppendOnly: boolean
  readonly isLastSaveGood: boolean
  readonly isLastAppendGood: boolean
  /** Time of the first round trip of this picture, ms. */
  readonly latencyMs: number
}
