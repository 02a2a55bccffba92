import { hostname } from 'node:os'
import type { AgentConfig, IntakeConfig, QueueConfig, RedisConfig, RunnerConfig } from '@ccsp/config'
import { connectRedis, disconnectRedis, type FleetRedis, listenForControl, openQueue, redisError } from '@ccsp/fleet'
import { type CcspError, type Clock, sleep, systemClock } from '@ccsp/foundation'
import type { Logger } from 'pino'
import type { Executor } from './execution.ts'
import { startIntake } from './intake/intake.ts'
import { type Pulse, startPulse } from './pulse.ts'
import { createReport, type Report } from './report.ts'
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
  /** True while it takes requests: not while it drains, nor while Redis is away. */
  readonly isReady: boolean
  /** Stops taking, waits for running requests until the deadline, hands back what is left. Disposing does so too. */
  drain(): Promise<{ handedBack: number }>
}

/**
 * Starts serving requests: intake, worker, heartbeat. Resolves as soon as Redis answers; rejects with the signal's reason when
 * it aborts before that. Needs no Redis to begin: it waits for it, whatever keeps it away.
 */
export async function startAgent(settings: AgentSettings, deps: AgentDeps, signal: AbortSignal): Promise<Agent> {
  await using stack = new AsyncDisposableStack()
  const { executor, clock = systemClock } = deps
  const logger = deps.logger.child({ component: 'agent' })
  const report = createReport(logger, clock)
  const instanceId = `ccsp:${hostname()}:${process.pid}`
  const redis = connectRedis(settings.redis, 'service', reportLoss(report, 'redis connection'))
  stack.defer(() => disconnectRedis(redis))
  await firstAnswer(redis, signal)
  const queue = openQueue(redis, settings.queue)
  stack.defer(() => queue.close())
  const parts = { redis, logger, clock, instanceId, report }
  const worker = startWorker(settings.agent, { ...parts, executor, config: settings })
  const intake = settings.intake.isEnabled ? stack.use(startIntake(settings, parts)) : null
  const control = {
    onRequests: () => intake?.notify(),
    onCancel: (jobId: string) => void worker.cancel(jobId),
    onError: (error: unknown) => reportLoss(report, 'control connection')(redisError(error, settings.redis)),
  }
  stack.use(listenForControl(settings.redis, control))
  const pulse = stack.use(startPulse({ ...parts, queue, worker, mode: executor.kind }, settings.agent))
  return running({ resources: stack.move(), redis, worker, instanceId, pulse, timeoutMs: settings.agent.drainTimeoutMs })
}

function reportLoss(report: Report, connection: string): (error: CcspError) => void {
  return (error) => report.error({ code: error.code, reason: error.message, hint: error.hint }, connection)
}

/** Before Redis is asked again after it refused, ms. */
const RETRY_MS = 500

async function firstAnswer(redis: FleetRedis, signal: AbortSignal): Promise<void> {
  const aborted = Promise.withResolvers<never>()
  aborted.promise.catch(() => {})
  const stop = (): void => aborted.reject(signal.reason as Error)
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    // A refused login fails the command; it may be put right while the daemon waits.
    const isAnswered = async (): Promise<boolean> =>
      redis.ping().then(
        () => true,
        () => false,
      )
    while (!(await Promise.race([isAnswered(), aborted.promise]))) await sleep(RETRY_MS, signal)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

interface Parts {
  readonly resources: AsyncDisposableStack
  readonly redis: FleetRedis
  readonly worker: RequestWorker
  readonly instanceId: string
  readonly pulse: Pulse
  readonly timeoutMs: number
}

function running({ resources, redis, worker, instanceId, pulse, timeoutMs }: Parts): Agent {
  let drained: Promise<{ handedBack: number }> | null = null
  const drain = async (): Promise<{ handedBack: number }> => {
    pulse.isDraining = true
    const handedBack = await worker.drain(timeoutMs)
    // What waits for an answer of a Redis that gives none must not hold up the stop.
    if (!(await isAnswering(redis))) disconnectRedis(redis)
    await resources.disposeAsync()
    return { handedBack }
  }
  return {
    instanceId,
    get isReady() {
      return drained === null && redis.status === 'ready'
    },
    drain: () => (drained ??= drain()),
    async [Symbol.asyncDispose]() {
      await (drained ??= drain())
    },
  }
}

const LAST_ANSWER_MS = 1_000

async function isAnswering(redis: FleetRedis): Promise<boolean> {
  if (redis.status !== 'ready') return false
  const isAnswered = redis.ping().then(
    () => true,
    () => false,
  )
  const answered = new AbortController()
  const isLate = sleep(LAST_ANSWER_MS, answered.signal).then(
    () => false,
    () => true,
  )
  return Promise.race([isAnswered, isLate]).finally(() => answered.abort())
}
