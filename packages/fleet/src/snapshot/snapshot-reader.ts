import type { QueueConfig, RedisConfig } from '@ccsp/config'
import { CcspError, type Clock, systemClock, withTimeout } from '@ccsp/foundation'
import { connectRedis, redisError } from '../connection/connect.ts'
import { addressOf } from '../connection/options.ts'
import type { FleetRedis } from '../scripts/commands.ts'
import { readFleet } from './read-fleet.ts'
import type { FleetState, Snapshot } from './snapshot.ts'

export interface SnapshotReader extends Disposable {
  /** A picture of now, in at most two round trips and `timeoutMs`. Never rejects: what failed is in `problem`. */
  readSnapshot(): Promise<Snapshot>
}

/** Keeps a connection of its own, so that a picture never waits behind other work. */
export function openSnapshotReader(
  config: { redis: RedisConfig; queue: QueueConfig },
  options: { timeoutMs?: number; clock?: Clock } = {},
): SnapshotReader {
  const { timeoutMs = 1_000, clock = systemClock } = options
  const redis = connectRedis(config.redis, 'observe')
  const isConnected = firstConnection(redis)
  let newest: { fleet: FleetState; atMs: number } | null = null
  const startedMs = clock.now()
  const read = async (): Promise<FleetState> => {
    await isConnected
    return readFleet(redis, config.queue)
  }
  return {
    async readSnapshot() {
      const atMs = clock.now()
      const at = new Date(atMs).toISOString()
      try {
        const late = (): CcspError => new CcspError('CCSP_REDIS_TIMEOUT', { address: addressOf(config.redis), timeoutMs })
        const fleet = await withTimeout(read(), timeoutMs, late)
        newest = { fleet, atMs }
        return { at, isFresh: true, staleSince: null, problem: null, fleet }
      } catch (error) {
        const { code, message } = redisError(error, config.redis)
        const staleSince = new Date(newest?.atMs ?? startedMs).toISOString()
        return { at, isFresh: false, staleSince, problem: { code, message }, fleet: newest?.fleet ?? null }
      }
    },
    [Symbol.dispose]: () => redis.disconnect(),
  }
}

/** Settles when the first attempt to connect has succeeded or failed: before that a command would fail for nothing. */
async function firstConnection(redis: FleetRedis): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  redis.once('ready', () => resolve())
  redis.once('error', () => resolve())
  redis.once('close', () => resolve())
  await promise
}
