import type { IntakeConfig, QueueConfig } from '@ccsp/config'
import { enqueue, type FleetRedis, type ListedMessage, peekRequests, rejectRequest } from '@ccsp/fleet'
import { type Clock, reasonOf, sleep } from '@ccsp/foundation'
import type { Logger } from 'pino'
import type { Report } from '../report.ts'
import { parseRequest } from './parse-request.ts'

export interface Intake extends AsyncDisposable {
  /** There may be something new in the request list. */
  notify(): void
}

export interface IntakeDeps {
  readonly redis: FleetRedis
  readonly logger: Logger
  readonly clock: Clock
  readonly report: Report
}

/** Before another try when Redis refused the last one, ms. */
const FAILED_PAUSE_MS = 1_000

/**
 * Moves the clients' requests onto the queue, oldest first, until it is disposed. Several daemons may do so on one list: each
 * message is taken off in the same step that puts it on the queue, by whoever comes first.
 */
export function startIntake(config: { intake: IntakeConfig; queue: QueueConfig }, deps: IntakeDeps): Intake {
  const stop = new AbortController()
  let wake = Promise.withResolvers<void>()
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      wake = Promise.withResolvers<void>()
      const outcome = await drain(config, deps, stop.signal).catch((error: unknown) => {
        if (!stop.signal.aborted) deps.report.error({ reason: reasonOf(error) }, 'intake failed; it will try again')
        return 'failed' as const
      })
      await pause(outcome, { pollIntervalMs: config.intake.pollIntervalMs, news: wake.promise, signal: stop.signal })
    }
  }
  const finished = loop()
  return {
    notify: () => wake.resolve(),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await finished
    },
  }
}

/** Waits until it is worth looking at the list again. A full queue is no news that a notice could bring: only time helps. */
async function pause(
  outcome: 'empty' | 'full' | 'failed',
  until: { pollIntervalMs: number; news: Promise<void>; signal: AbortSignal },
): Promise<void> {
  const durationMs = outcome === 'failed' ? Math.max(FAILED_PAUSE_MS, until.pollIntervalMs) : until.pollIntervalMs
  const enough = new AbortController()
  const end = (): void => enough.abort()
  until.signal.addEventListener('abort', end, { once: true })
  if (outcome === 'empty') void until.news.then(end)
  if (until.signal.aborted) end()
  // Ended by the signal as well as by time: the loop looks at the signal itself.
  await sleep(durationMs, enough.signal).catch(() => {})
  until.signal.removeEventListener('abort', end)
}

async function drain(
  config: { intake: IntakeConfig; queue: QueueConfig },
  deps: IntakeDeps,
  signal: AbortSignal,
): Promise<'empty' | 'full'> {
  while (!signal.aborted) {
    const messages = await peekRequests(deps.redis, config.intake)
    if (messages.length === 0) return 'empty'
    const results = await Promise.all(messages.map((message) => take(message, config, deps)))
    if (results.includes('full')) return 'full'
  }
  return 'empty'
}

/**
 * Takes one message. The calls for a batch leave in order on one connection, so they are served in order; the first that finds
 * the list changed makes the later ones find it changed too.
 */
async function take(
  message: ListedMessage,
  config: { intake: IntakeConfig; queue: QueueConfig },
  deps: IntakeDeps,
): Promise<string> {
  const { redis, logger, clock } = deps
  const nowMs = clock.now()
  const parsed = parseRequest(message, config.intake, nowMs)
  if (!parsed.isValid) {
    const { rejection } = parsed
    const isDone = await rejectRequest(redis, config, { message, rejection, at: new Date(nowMs).toISOString() })
    if (isDone)
      logger.warn({ reason: rejection.reason, fromAgent: rejection.fromAgent, sizeBytes: message.sizeBytes }, 'request refused')
    return isDone ? 'rejected' : 'moved'
  }
  const listed = { signature: message.signature, maxBytes: config.intake.maxRequestBytes }
  const options = { delayMs: parsed.delayMs, maxQueued: config.intake.maxQueuedRequests, listed }
  const { status, jobId } = await enqueue(redis, config.queue, { data: parsed.data, options })
  const { requestId, fromAgent } = parsed.data.request
  if (status === 'queued') logger.debug({ jobId, requestId, fromAgent }, 'request queued')
  if (status === 'duplicate') logger.info({ jobId, requestId, fromAgent }, 'request is in flight already')
  return status
}
