/** Every way a run can end. */
export const OUTCOME_CLASSES = [
  'success',
  'login-expired',
  'not-logged-in',
  'usage-limit',
  'transient-limit',
  'overloaded',
  'server-error',
  'network',
  'prompt-too-long',
  'model-not-found',
  'credit',
  'refused',
  'max-tokens',
  'max-turns',
  'budget',
  'invalid-use',
  'cancelled',
  'killed',
  'stalled',
  'malformed',
] as const

export type OutcomeClass = (typeof OUTCOME_CLASSES)[number]

/** What may be done about it. */
export type RetryAdvice = 'never' | 'back-off' | 'park-until-reset' | 'park-until-login'

export interface TokenUsage {
  readonly input: number
  readonly output: number
  readonly cacheRead: number
  readonly cacheCreation: number
}

/** How a run ended, decided from the CLI's own fields. JSON-serialisable. */
export interface Classification {
  readonly class: OutcomeClass
  readonly retry: RetryAdvice
  /** The fields that decided it, in words. */
  readonly reason: string
  /** The reply text; null when there is none. */
  readonly result: string | null
  /** ISO 8601, when the limit resets; null when the CLI did not say. */
  readonly resetsAt: string | null
  /** The usage window that is closed: five_hour, seven_day, seven_day_opus, ...; null when unknown. */
  readonly window: string | null
  readonly sessionId: string | null
  readonly model: string | null
  readonly costUsd: number | null
  readonly usage: TokenUsage | null
  /** Tools the CLI refused to use. */
  readonly permissionDenials: readonly string[]
  /** True when the run was served on paid overage. */
  readonly overage: boolean
}
