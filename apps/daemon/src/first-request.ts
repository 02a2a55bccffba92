import { randomUUID } from 'node:crypto'
import type { Config } from '@ccsp/config'
import {
  connectRedis,
  inflightKeyOf,
  replyKeyOf,
  type ServiceRequest,
  type ServiceResponse,
  submit,
  waitForReply,
} from '@ccsp/fleet'

const TIMEOUT_MS = 15_000

/** Sends the service one request as a client would, and waits for the reply; null when none came in time. */
export async function sendFirstRequest(config: Config, prompt: string): Promise<ServiceResponse | null> {
  const redis = connectRedis(config.redis, 'command')
  try {
    const fromAgent = `ccspd-${randomUUID()}`
    const replyKey = replyKeyOf({ fromAgent, hasType: true, hasTimestamp: true })
    const request: ServiceRequest = {
      requestId: 'first',
      fromAgent,
      prompt,
      priority: 'normal',
      type: 'first-request',
      includeFiles: [],
      isContinued: false,
    }
    const data = { request, replyKey, inflightKey: inflightKeyOf(replyKey, request.requestId), receivedAt: Date.now() }
    await submit(redis, config.queue, { data, options: { delayMs: 0, maxQueued: 0 } })
    return await waitForReply(redis, replyKey, { timeoutMs: TIMEOUT_MS })
  } finally {
    redis.disconnect()
  }
}
