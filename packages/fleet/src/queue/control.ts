import type { RedisConfig } from '@ccsp/config'
import { backOffMs, reasonOf } from '@ccsp/foundation'
import { Redis, type RedisOptions } from 'ioredis'
import { optionsOf } from '../connection/options.ts'
import { KEYS } from '../contract/keys.ts'

export interface ControlListener {
  /** The request list changed, or may have changed while the connection was away. */
  onRequests(): void
  /** A job is to be ended. */
  onCancel(jobId: string): void
  onError(error: unknown): void
}

const INVALIDATION_CHANNEL = '__redis__:invalidate'

/**
 * Hears of new requests and of orders the moment they happen, with nothing asked in between: Redis itself tells of every
 * change of the request list (CLIENT TRACKING, broadcast mode), without the message, which may be large and hostile.
 * End it with `[Symbol.dispose]`.
 */
export function listenForControl(config: RedisConfig, listener: ControlListener): Disposable {
  // RESP2: invalidations come as messages of a channel. Subscriptions are renewed below, with the tracking.
  const options: Omit<RedisOptions, 'replyMapping'> = {
    ...optionsOf(config),
    connectionName: 'ccsp-control',
    protocol: 2,
    autoResubscribe: false,
    connectTimeout: config.connectTimeoutMs,
    maxRetriesPerRequest: null,
    retryStrategy: (attempt) => backOffMs(attempt, { baseMs: 50, maxMs: 2_000 }),
  }
  const redis = new Redis(options)
  redis.on('error', (error: unknown) => listener.onError(error))
  redis.on('ready', () => void begin(redis, listener))
  redis.on('message', (channel: string, message: unknown) => {
    if (channel === INVALIDATION_CHANNEL) listener.onRequests()
    else if (channel === KEYS.control && typeof message === 'string') obey(message, listener)
  })
  return { [Symbol.dispose]: () => redis.disconnect() }
}

async function begin(redis: Redis, listener: ControlListener): Promise<void> {
  try {
    const id = await redis.client('ID')
    await redis.call('CLIENT', 'TRACKING', 'ON', 'REDIRECT', String(id), 'BCAST', 'PREFIX', KEYS.requests)
    await redis.subscribe(INVALIDATION_CHANNEL, KEYS.control)
  } catch (error) {
    // Without it intake still polls: slower, but nothing is missed.
    listener.onError(new Error(`no notice of new requests: ${reasonOf(error)}`, { cause: error }))
  }
  listener.onRequests()
}

function obey(message: string, listener: ControlListener): void {
  let order: unknown
  try {
    order = JSON.parse(message)
  } catch (error) {
    return listener.onError(error)
  }
  const jobId = (order as { cancel?: unknown } | null)?.cancel
  if (typeof jobId === 'string') listener.onCancel(jobId)
}
