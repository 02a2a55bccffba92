import type { QueueConfig } from '@ccsp/config'
import { Queue } from 'bullmq'
import type { JobData } from '../contract/request.ts'
import type { FleetRedis } from '../scripts/commands.ts'

export type RequestQueue = Queue<JobData, unknown, string>

/** The BullMQ queue on a connection that stays the caller's. Close it with `queue.close()`. */
export function openQueue(redis: FleetRedis, config: QueueConfig): RequestQueue {
  return new Queue(config.name, { connection: redis, prefix: config.prefix })
}
