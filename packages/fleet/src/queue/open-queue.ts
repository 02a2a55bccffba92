import type { QueueConfig } from '@ccsp/config'
import { Queue } from 'bullmq'
import type { JobData } from '../contract/request.ts'
import type { FleetRedis } from '../scripts/commands.ts'

export type RequestQueue = Queue<JobData, unknown>

/** The BullMQ queue on a connection that stays the caller's. Close it with `queue.close()`. */
export function openQueue(redis: FleetRedis, config: QueueConfig): RequestQueue {
  const queue: RequestQueue = new Queue(config.name, { connection: redis, prefix: config.prefix })
  // The connection's owner hears of its errors; BullMQ would write them to the console besides.
  queue.on('error', () => {})
  return queue
}
