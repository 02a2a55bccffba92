import type { Config } from '@ccsp/config'
import { connectRedis, type FleetRedis, openQueue, redisError, type RequestQueue } from '@ccsp/fleet'
import { type CcspError, isCcspError } from '@ccsp/foundation'
import type { Context } from './context.ts'
import { findRedis } from './find-redis.ts'
import { loadSettings } from './load-settings.ts'

/** A connection to the service's Redis and its queue, for one command. */
export interface Fleet {
  readonly config: Config
  readonly redis: FleetRedis
  readonly queue: RequestQueue
}

/**
 * Connects, does the work, disconnects. Ctrl-C ends the connection, and with it the work.
 * @throws CcspError CCSP_CONFIG_*, CCSP_SERVICE_NOT_FOUND, CCSP_REDIS_*, and whatever the work throws
 */
export async function withFleet<T>(context: Context, work: (fleet: Fleet) => Promise<T>): Promise<T> {
  const config = await findRedis(context, await loadSettings(context))
  let newest: CcspError | undefined
  const redis = connectRedis(config.redis, 'command', (error) => (newest = error))
  const stop = (): void => redis.disconnect()
  context.io.signal.addEventListener('abort', stop, { once: true })
  try {
    // Asked first: BullMQ would wait for an absent Redis for ever.
    await redis.ping()
    return await withQueue(redis, config, (queue) => work({ config, redis, queue }))
  } catch (error) {
    if (!isCcspError(error)) context.io.signal.throwIfAborted()
    throw codedError(error, config, newest)
  } finally {
    context.io.signal.removeEventListener('abort', stop)
    redis.disconnect()
  }
}

async function withQueue<T>(redis: FleetRedis, config: Config, work: (queue: RequestQueue) => Promise<T>): Promise<T> {
  const queue = openQueue(redis, config.queue)
  // A failure of the connection reaches us through the command that it breaks.
  queue.on('error', () => {})
  try {
    return await work(queue)
  } finally {
    await queue.close()
  }
}

/** Failures of Redis become coded errors; what is wrong in this program stays as it is. */
function codedError(error: unknown, config: Config, newest: CcspError | undefined): unknown {
  if (error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError) return error
  const coded = redisError(error, config.redis)
  // A command only says that it gave up; the connection knows why.
  return coded.code === 'CCSP_REDIS_UNREACHABLE' && newest !== undefined ? newest : coded
}
