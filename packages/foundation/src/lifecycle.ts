import { setTimeout as delay } from 'node:timers/promises'

/** The longest that a Node timer waits; a longer one fires at once. */
const MAX_TIMER_MS = 2_147_483_647

/** Waits, as long as it may be. Rejects with the signal's reason when it aborts first. */
export async function sleep(durationMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted()
  try {
    for (let restMs = durationMs; restMs > 0; restMs -= MAX_TIMER_MS) {
      await delay(Math.min(restMs, MAX_TIMER_MS), undefined, signal ? { signal } : {})
    }
  } catch (error) {
    signal?.throwIfAborted()
    throw error
  }
}

/**
 * Settles as `work` does, or rejects with `makeError()` after `timeoutMs`. The work itself goes on: give it a signal of
 * its own where it can be stopped. At most 24 days.
 */
export async function withTimeout<T>(work: Promise<T>, timeoutMs: number, makeError: () => Error): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(makeError()), Math.min(timeoutMs, MAX_TIMER_MS))
  try {
    return await Promise.race([work, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Delay before retry number `attempt` (1, 2, ...): doubles from `baseMs` to `maxMs`, half of it random. */
export function backOffMs(attempt: number, options: { baseMs: number; maxMs: number; random?: () => number }): number {
  const full = Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt - 1, 30))
  return full / 2 + (full / 2) * (options.random ?? Math.random)()
}
