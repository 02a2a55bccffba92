import { healthKey, KEYS, loadKey } from './contract/keys.ts'
import type { FleetRedis } from './scripts/commands.ts'

/** How long a daemon counts as alive after its last word, ms. */
const INSTANCE_TTL_MS = 60_000
/** After which an instance that ended without a word is forgotten, ms. */
const FORGOTTEN_AFTER_MS = 3_600_000

export interface Heartbeat {
  readonly instanceId: string
  readonly hostname: string
  readonly pid: number
  /** ms since the epoch */
  readonly startedAt: number
  readonly activeRequests: number
  readonly capacity: number
  readonly mode: 'claude' | 'simulator'
  readonly status: 'ready' | 'draining'
}

/** Tells the fleet that this daemon lives, in the form the older tools read. */
export async function beat(redis: FleetRedis, heartbeat: Heartbeat, now: number): Promise<void> {
  const { instanceId, hostname, pid, startedAt, activeRequests, capacity, mode, status } = heartbeat
  const timestamp = new Date(now).toISOString()
  const instance = { hostname, pid, startTime: new Date(startedAt).toISOString(), lastUpdate: timestamp, mode }
  await redis
    .multi()
    .hset(KEYS.instances, instanceId, JSON.stringify(instance))
    .set(healthKey(instanceId), JSON.stringify({ status, timestamp }), 'PX', INSTANCE_TTL_MS)
    .set(loadKey(instanceId), JSON.stringify({ instanceId, activeRequests, timestamp, capacity }), 'PX', INSTANCE_TTL_MS)
    .exec()
}

/** Takes this daemon off the list of instances. */
export async function sayGoodbye(redis: FleetRedis, instanceId: string): Promise<void> {
  await redis.multi().hdel(KEYS.instances, instanceId).del(healthKey(instanceId), loadKey(instanceId)).exec()
}

/** Forgets instances that ended without a word long ago. */
export async function forgetDeadInstances(redis: FleetRedis, now: number): Promise<number> {
  const all = await redis.hgetall(KEYS.instances)
  const dead = Object.entries(all).filter(([, text]) => now - lastUpdateOf(text) > FORGOTTEN_AFTER_MS)
  if (dead.length === 0) return 0
  return redis.hdel(KEYS.instances, ...dead.map(([instanceId]) => instanceId))
}

/** ms since the epoch; 0 for what cannot be read. */
function lastUpdateOf(text: string): number {
  try {
    return Date.parse(String((JSON.parse(text) as { lastUpdate?: unknown } | null)?.lastUpdate)) || 0
  } catch {
    // Not written by a daemon: it counts as long dead.
    return 0
  }
}
