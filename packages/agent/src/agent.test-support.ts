import { type Config, loadConfig } from '@ccsp/config'
import { connectRedis, type FleetRedis } from '@ccsp/fleet'
import { type Logger, pino } from 'pino'
import { plainClassification } from './classify/plain.ts'
import type { Executor, RunContext, RunOutcome, RunSpec } from './execution.ts'
import { type Agent, startAgent } from './start-agent.ts'

export function settingsOf(url: string, argv: Record<string, unknown> = {}): Config {
  return loadConfig({ argv: { 'redis.url': url, ...argv }, env: {}, files: [], defaults: { stateDirectory: '/nonexistent' } })
}

/** A connection of its own that ends with the block. */
export function connected(url: string): { redis: FleetRedis } & Disposable {
  const redis = connectRedis(settingsOf(url).redis, 'service')
  return { redis, [Symbol.dispose]: () => redis.disconnect() }
}

export const served = (result: string): RunOutcome => ({
  classification: { ...plainClassification('success', 'never', 'stub'), result },
  durationMs: 1,
})

export interface StubExecutor extends Executor {
  /** What it was asked to run, in order. */
  readonly runs: RunSpec[]
}

/** Does what `work` does with each run; answers with the prompt by default. */
export function stubExecutor(
  work: (spec: RunSpec, context: RunContext) => Promise<RunOutcome> = async (spec) => served(`echo ${spec.prompt}`),
): StubExecutor {
  const runs: RunSpec[] = []
  return {
    kind: 'simulator',
    runs,
    async execute(spec, context) {
      runs.push(spec)
      return work(spec, context)
    },
  }
}

/** A run that ends only when it is ended from outside, as the CLI's does. */
export async function untilEnded(context: RunContext): Promise<RunOutcome> {
  const { promise, resolve } = Promise.withResolvers<void>()
  if (context.signal.aborted) resolve()
  context.signal.addEventListener('abort', () => resolve())
  await promise
  return { classification: plainClassification('cancelled', 'never', 'ended'), durationMs: 1 }
}

export interface StartOptions {
  readonly executor?: Executor
  readonly argv?: Record<string, unknown>
  readonly logger?: Logger
  readonly signal?: AbortSignal
}

export async function startTestAgent(url: string, options: StartOptions = {}): Promise<Agent> {
  const {
    executor = stubExecutor(),
    argv = {},
    logger = pino({ level: 'silent' }),
    signal = AbortSignal.timeout(20_000),
  } = options
  return startAgent(settingsOf(url, argv), { executor, logger }, signal)
}

/** A logger that keeps its lines. */
export function recordingLogger(): { logger: Logger; lines: Record<string, unknown>[] } {
  const lines: Record<string, unknown>[] = []
  const logger = pino(
    { level: 'info' },
    { write: (line: string) => void lines.push(JSON.parse(line) as Record<string, unknown>) },
  )
  return { logger, lines }
}
