import { hostname } from 'node:os'
import type { AgentConfig } from '@ccsp/config'
import {
  beat,
  cancelKey,
  type FleetRedis,
  forgetDeadInstances,
  type Heartbeat,
  type RequestQueue,
  resumeWhenDue,
  sayGoodbye,
} from '@ccsp/fleet'
import { type Clock, reasonOf, sleep } from '@ccsp/foundation'
import type { Logger } from 'pino'
import type { Report } from './report.ts'
import type { RequestWorker } from './work/start-worker.ts'

export interface PulseParts {
  readonly redis: FleetRedis
  readonly queue: RequestQueue
  readonly worker: RequestWorker
  readonly instanceId: string
  readonly clock: Clock
  readonly logger: Logger
  readonly report: Report
  readonly mode: Heartbeat['mode']
}

export interface Pulse extends AsyncDisposable {
  isDraining: boolean
}

/** Tells the fleet that this daemon lives, and does what is due from time to time. */
export function startPulse(parts: PulseParts, config: AgentConfig): Pulse {
  const { redis, instanceId, report, clock } = parts
  const stop = new AbortController()
  const startedAt = clock.now()
  const pulse = { isDraining: false }
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      const status = pulse.isDraining ? 'draining' : 'ready'
      const done = strike(parts, { startedAt, status, capacity: config.concurrency })
      await done.catch((error: unknown) => report.warn({ reason: reasonOf(error) }, 'heartbeat failed'))
      await sleep(config.heartbeatIntervalMs, stop.signal).catch(() => {})
    }
  }
  const finished = loop()
  return Object.assign(pulse, {
    async [Symbol.asyncDispose]() {
      stop.abort()
      await finished
      // While Redis is away nothing can be said, and a stop must not wait for it.
      if (redis.status === 'ready') await sayGoodbye(redis, instanceId).catch(() => {})
    },
  })
}

async function strike(parts: PulseParts, state: Pick<Heartbeat, 'startedAt' | 'status' | 'capacity'>): Promise<void> {
  const { redis, queue, worker, instanceId, clock, logger, mode } = parts
  const activeRequests = worker.runningIds.length
  await beat(redis, { ...state, instanceId, hostname: hostname(), pid: process.pid, activeRequests, mode }, clock.now())
  await forgetDeadInstances(redis, clock.now())
  if (await resumeWhenDue(redis, queue, clock.now())) logger.info('pause ended as planned')
  // An order that came while the control connection was away was not heard.
  for (const jobId of worker.runningIds) {
    if ((await redis.exists(cancelKey(jobId))) === 1) worker.cancel(jobId)
  }
}
