import { hostname } from 'node:os'
import type { AgentConfig, IntakeConfig, QueueConfig, RedisConfig, RunnerConfig } from '@ccsp/config'
import { beat, connectRedis, forgetDeadInstances, type FleetRedis, listenForControl, openQueue, type RequestQueue, resumeWhenDue, sayGoodbye } from '@ccsp/fleet'
import { type Clock, reasonOf, sleep, systemClock } from '@ccsp/foundation'
import type { Logger } from 'pino'
import type { Executor } from './execution.ts'
import { startIntake } from './intake/intake.ts'
import { type RequestWorker, startWorker } from './work/start-worker.ts'

export interface AgentSettings {
  readonly redis: RedisConfig
  readonly queue: QueueConfig
  readonly intake: IntakeConfig
  readonly agent: AgentConfig
  readonly runner: RunnerConfig
}

export interface AgentDeps {
  /** Stays the caller's. */
  readonly executor: Executor
  readonly logger: Logger
  readonly clock?: Clock
}

export interface Agent extends AsyncDisposable {
  readonly instanceId: string
  /** True while it takes requests. */
  readonly isReady: boolean
  /** Stops taking, waits for running requests until the deadline, hands back what is left. Disposing does so too. */
  drain(): Promise<{ handedBack: number }>
}

/**
 * Starts serving requests: intake, worker, heartbeat. Resolves as soon as Redis answers; rejects with the signal's reason when
 * it aborts before that. Needs no Redis to begin: it waits for it.
 */
export async function startAgent(settings: AgentSettings, deps: AgentDeps, signal: AbortSignal): Promise<Agent> {
  await using stack = new AsyncDisposableStack()
  const clock = deps.clock ?? systemClock
  const logger = deps.logger.child({ component: 'agent' })
  const instanceId = `ccsp:${hostname()}:${process.pid}`
  const redis = connectRedis(settings.redis, 'service', (error) => logger.error({ code: error.code, reason: error.message }, 'redis connection'))
  stack.defer(() => redis.disconnect())
  await firstAnswer(redis, signal)
  const queue = openQueue(redis, settings.queue)
  stack.defer(() => queue.close())
  const worker = startWorker(settings.agent, { redis, executor: deps.executor, logger, clock, instanceId, config: settings })
  const intake = settings.intake.isEnabled ? stack.use(startIntake(settings, { redis, logger, clock })) : null
  stack.use(
    listenForControl(settings.redis, {
      onRequests: () => intake?.notify(),
      onCancel: (jobId) => void worker.cancel(jobId),
      onError: (error) => logger.warn({ reason: reasonOf(error) }, 'control connection'),
    }),
  )
  const pulse = startPulse({ redis, queue, worker, instanceId, clock, logger, mode: deps.executor.kind }, settings.agent)
  stack.use(pulse)
  return running({ resources: stack.move(), worker, instanceId, pulse, timeoutMs: settings.agent.drainTimeoutMs })
}

async function firstAnswer(redis: FleetRedis, signal: AbortSignal): Promise<void> {
  const { promise, reject } = Promise.withResolvers<never>()
  const stop = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    await Promise.race([redis.ping(), promise])
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

interface Parts {
  readonly resources: AsyncDisposableStack
  readonly worker: RequestWorker
  readonly instanceId: string
  readonly pulse: Pulse
  readonly timeoutMs: number
}

function running({ resources, worker, instanceId, pulse, timeoutMs }: Parts): Agent {
  let drained: Promise<{ handedBack: number }> | null = null
  const drain = async (): Promise<{ handedBack: number }> => {
    pulse.isDraining = true
    const handedBack = await worker.drain(timeoutMs)
    await resources.disposeAsync()
    return { handedBack }
  }
  return {
    instanceId,
    get isReady() {
      return drained === null
    },
    drain: () => (drained ??= drain()),
    async [Symbol.asyncDispose]() {
      await (drained ??= drain())
    },
  }
}

interface PulseParts {
  readonly redis: FleetRedis
  readonly queue: RequestQueue
  readonly worker: RequestWorker
  readonly instanceId: string
  readonly clock: Clock
  readonly logger: Logger
  readonly mode: Executor['kind']
}

interface Pulse extends AsyncDisposable {
  isDraining: boolean
}

/** Tells the fleet that this daemon lives, and does what is due from time to time. */
function startPulse(parts: PulseParts, config: AgentConfig): Pulse {
  const { redis, queue, instanceId, clock, logger } = parts
  const stop = new AbortController()
  const startedAt = clock.now()
  const pulse = { isDraining: false }
  const once = async (): Promise<void> => {
    const status = pulse.isDraining ? 'draining' : 'ready'
    const load = { activeRequests: parts.worker.activeCount, capacity: config.concurrency, mode: parts.mode }
    await beat(redis, { instanceId, hostname: hostname(), pid: process.pid, startedAt, status, ...load } as const, clock.now())
    await forgetDeadInstances(redis, clock.now())
    if (await resumeWhenDue(redis, queue, clock.now())) logger.info('pause ended as planned')
  }
  const loop = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      await once().catch((error: unknown) => logger.warn({ reason: reasonOf(error) }, 'heartbeat failed'))
      await sleep(config.heartbeatIntervalMs, stop.signal).catch(() => {})
    }
  }
  const finished = loop()
  return Object.assign(pulse, {
    async [Symbol.asyncDispose]() {
      stop.abort()
      // While Redis is away nothing can be said, and a stop must not wait for it.
      if (redis.status === 'ready') await finished.then(() => sayGoodbye(redis, instanceId)).catch(() => {})
    },
  })
}
