import type { ServiceResponse } from '@ccsp/fleet'
import type { Classification } from '../classify/classification.ts'

/** How long a client is told to wait when the CLI named no reset, ms. */
const UNKNOWN_RESET_MS = 3_600_000

/** The reply to a request, in the shape the existing clients read. */
export function responseOf(
  requestId: string,
  outcome: Classification,
  timing: { durationMs: number; nowMs: number },
): ServiceResponse {
  const common = { requestId, executionTime: Math.round(timing.durationMs), timestamp: new Date(timing.nowMs).toISOString() }
  if (outcome.class === 'success') return { ...common, success: true, result: outcome.result ?? '' }
  const text = outcome.result ?? outcome.reason
  switch (outcome.retry) {
    case 'park-until-login':
      return { ...common, success: false, error: 'SESSION_TIMEOUT', message: text, sessionTimeout: true, retryable: true }
    case 'park-until-reset':
      return { ...common, success: false, error: text, rateLimitInfo: limitInfoOf(text, outcome, timing.nowMs), retryable: true }
    case 'back-off':
      return { ...common, success: false, error: text, retryable: true }
    case 'never':
      return { ...common, success: false, error: outcome.class === 'cancelled' ? 'Cancelled' : text, retryable: false }
  }
}

function limitInfoOf(message: string, outcome: Classification, nowMs: number): NonNullable<ServiceResponse['rateLimitInfo']> {
  const unlockTime = outcome.resetsAt === null ? nowMs + UNKNOWN_RESET_MS : Date.parse(outcome.resetsAt)
  return { message, unlockTime, waitTime: Math.max(0, unlockTime - nowMs) }
}
