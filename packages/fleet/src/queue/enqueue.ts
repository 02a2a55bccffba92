import type { QueueConfig } from '@ccsp/config'
import { CcspError } from '@ccsp/foundation'
import { KEYS } from '../contract/keys.ts'
import { type JobData, priorityNumber } from '../contract/request.ts'
import type { EnqueueStatus, FleetRedis } from '../scripts/commands.ts'
import { BULL_DELAYED_KEYS, BULL_PRIORITIZED_KEYS } from '../scripts/enqueue.ts'
import { queueKeyPrefix } from './queue-keys.ts'

/** Each reply that is searched is hashed inside Redis: a bound on how long one request may hold it up. */
const MAX_SEARCHED_REPLIES = 1_000

export interface EnqueueOptions {
  /** Wait before it may run, ms; 0 for none. */
  readonly delayMs: number
  /** Most requests that may wait on the queue; 0 for any number. */
  readonly maxQueued: number
  /** The message of the request list that this request came from; it is taken off there. */
  readonly listed?: { readonly signature: string; readonly maxBytes: number }
}

/**
 * Puts a request on the queue in one atomic step; makes its job id.
 * @returns queued with the job id; duplicate (in flight, or its reply is unread) with the id of the job in flight or '';
 *   moved when `listed` is no longer the oldest message; full
 */
export async function enqueue(
  redis: FleetRedis,
  queue: QueueConfig,
  job: { data: JobData; options: EnqueueOptions },
): Promise<{ status: EnqueueStatus; jobId: string }> {
  const { data, options } = job
  const prefix = queueKeyPrefix(queue)
  const isDelayed = options.delayMs > 0
  const bullKeys = (isDelayed ? BULL_DELAYED_KEYS : BULL_PRIORITIZED_KEYS).map((name) => prefix + name)
  const args = [
    KEYS.requests,
    KEYS.sequence,
    data.inflightKey,
    data.replyKey,
    KEYS.ledgerTotals,
    ...bullKeys,
    options.listed?.signature ?? '',
    options.listed?.maxBytes ?? 0,
    prefix,
    'request',
    data.receivedAt,
    JSON.stringify(data),
    JSON.stringify(jobOptions(queue, data, options.delayMs)),
    options.maxQueued,
    MAX_SEARCHED_REPLIES,
  ]
  const [status, jobId] = isDelayed ? await redis.ccspEnqueueDelayed(...args) : await redis.ccspEnqueuePrioritized(...args)
  return { status, jobId }
}

/** One attempt each: what may be tried again is decided by its outcome, not by counting. */
function jobOptions(queue: QueueConfig, data: JobData, delayMs: number): object {
  return {
    attempts: 1,
    priority: priorityNumber(data.request.priority),
    timestamp: data.receivedAt,
    ...(delayMs > 0 ? { delay: delayMs } : {}),
    removeOnComplete: { age: Math.ceil(queue.keepCompletedMs / 1000), count: queue.keepCompletedCount },
    removeOnFail: { age: Math.ceil(queue.keepFailedMs / 1000), count: queue.keepFailedCount },
  }
}

/** As `enqueue` for a program that submits by itself. @throws CcspError CCSP_REQUEST_DUPLICATE, CCSP_QUEUE_FULL */
export async function submit(
  redis: FleetRedis,
  queue: QueueConfig,
  job: { data: JobData; options: Omit<EnqueueOptions, 'listed'> },
): Promise<string> {
  const { status, jobId } = await enqueue(redis, queue, job)
  if (status === 'queued') return jobId
  if (status === 'full') throw new CcspError('CCSP_QUEUE_FULL', { limit: job.options.maxQueued })
  throw new CcspError('CCSP_REQUEST_DUPLICATE', { requestId: job.data.request.requestId, jobId })
}
