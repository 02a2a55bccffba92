/** What the CLI said about itself when it began. */
export interface InitFact {
  readonly sessionId: string | null
  readonly model: string | null
  readonly version: string | null
  readonly apiKeySource: string | null
}

/** One retry the CLI announced; `status` is null when the request never got an HTTP answer. */
export interface RetryFact {
  readonly attempt: number
  readonly maxRetries: number | null
  readonly delayMs: number | null
  readonly status: number | null
  readonly error: string | null
}

/** One rate-limit report. `resetsAt` is epoch seconds as the CLI gave it, already bounded to a sane range. */
export interface RateLimitFact {
  readonly status: string
  readonly window: string | null
  readonly resetsAt: number | null
  readonly isUsingOverage: boolean
}

/** The closing result object, reduced to the fields that matter here; anything of a wrong type is null. */
export interface ResultFact {
  readonly subtype: string | null
  readonly isError: boolean | null
  readonly status: number | null
  readonly text: string | null
  readonly errors: readonly string[]
  readonly stopReason: string | null
  readonly terminalReason: string | null
  readonly sessionId: string | null
  readonly costUsd: number | null
  readonly usage: {
    readonly input: number
    readonly output: number
    readonly cacheRead: number
    readonly cacheCreation: number
  } | null
  /** Models that were billed, the dearest first. */
  readonly models: readonly string[]
  readonly permissionDenials: readonly string[]
}

/** Everything known about one run from its output. Bounded in size, whatever the run printed. */
export interface RunFacts {
  /** `plain` only for recorded text output: then `plainText` is the whole answer. */
  readonly format: 'stream' | 'plain'
  readonly init: InitFact | null
  readonly retryCount: number
  /** The newest announced retry that no answer has followed yet. */
  readonly pendingRetry: RetryFact | null
  readonly rateLimit: RateLimitFact | null
  /** The newest report of a closed window that was not served on overage. */
  readonly rejection: RateLimitFact | null
  /** `error` of the newest assistant message of the main conversation; null when that was a real answer. */
  readonly assistantError: string | null
  /** Model of the newest real assistant message. */
  readonly answeredModel: string | null
  readonly fallbackModel: string | null
  readonly result: ResultFact | null
  /** Output that is not JSON: its beginning (stream) or all of it (plain). */
  readonly plainText: string
  readonly stderrTail: string
  readonly jsonLineCount: number
  readonly otherLineCount: number
  /** Lines longer than the cap; they were dropped unread. */
  readonly skippedLineCount: number
  readonly isResultSkipped: boolean
}

/** How the process ended, seen from outside. Null: unknown, or not so. */
export interface RunEnd {
  readonly exitCode: number | null
  readonly signal: string | null
  /** Why CCSP itself ended the run, when it did. */
  readonly endedBy?: 'cancel' | 'timeout' | 'stall' | 'output-cap' | null
}

export const NO_FACTS: RunFacts = {
  format: 'stream',
  init: null,
  retryCount: 0,
  pendingRetry: null,
  rateLimit: null,
  rejection: null,
  assistantError: null,
  answeredModel: null,
  fallbackModel: null,
  result: null,
  plainText: '',
  stderrTail: '',
  jsonLineCount: 0,
  otherLineCount: 0,
  skippedLineCount: 0,
  isResultSkipped: false,
}
