import type { ServiceResponse } from './contract/response.ts'
import type { FleetRedis } from './scripts/commands.ts'

const BLOCK_SECONDS = 1

/**
 * Waits for the reply to a request on a reply list that nobody else reads.
 * @returns null when `timeoutMs` passed first. Rejects with the signal's reason when it aborts.
 */
export async function waitForReply(
  redis: FleetRedis,
  replyKey: string,
  options: { timeoutMs: number; signal?: AbortSignal },
): Promise<ServiceResponse | null> {
  const deadline = performance.now() + options.timeoutMs
  while (performance.now() < deadline) {
    options.signal?.throwIfAborted()
    const answer = await redis.brpop(replyKey, Math.min(BLOCK_SECONDS, Math.max(0.01, (deadline - performance.now()) / 1000)))
    if (answer) return JSON.parse(answer[1]) as ServiceResponse
  }
  return null
}
