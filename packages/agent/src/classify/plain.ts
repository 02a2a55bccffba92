import type { Classification, OutcomeClass, RetryAdvice } from './classification.ts'

/** A classification of something that is no CLI output: a run that never began, or ended by us before it said anything. */
export function plainClassification(outcome: OutcomeClass, retry: RetryAdvice, reason: string): Classification {
  return {
    class: outcome,
    retry,
    reason,
    result: null,
    resetsAt: null,
    window: null,
    sessionId: null,
    model: null,
    costUsd: null,
    usage: null,
    permissionDenials: [],
    overage: false,
  }
}
