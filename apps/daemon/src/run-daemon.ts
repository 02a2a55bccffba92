import { mkdir } from 'node:fs/promises'
import { type Agent, startAgent } from '@ccsp/agent'
import type { Config } from '@ccsp/config'
import { openSnapshotReader, startEmbeddedRedis } from '@ccsp/fleet'
import { createExporter } from '@ccsp/metrics-exporter'
import type { Logger } from 'pino'
import { chooseExecutor } from './choose-executor.ts'
import { type HttpServer, startHttpServer } from './http-server.ts'
import { writeRuntimeFile } from './runtime-file.ts'

export interface DaemonDeps {
  readonly env: Readonly<Record<string, string | undefined>>
  readonly logger: Logger
  readonly version: string
  /** Called once, when requests are taken. */
  onReady(facts: { config: Config; http: HttpServer; isSimulated: boolean }): Promise<void>
}

/**
 * Runs the daemon until `signal` aborts: then it takes no more requests, drains, and ends what it started, last first.
 * @throws CcspError CCSP_REDIS_*, CCSP_PORT_TAKEN when it cannot start
 */
export async function runDaemon(given: Config, deps: DaemonDeps, signal: AbortSignal): Promise<void> {
  await using stack = new AsyncDisposableStack()
  const { logger } = deps
  await mkdir(given.paths.stateDirectory, { recursive: true, mode: 0o700 })
  const config = await withRedis(given, stack, signal)
  const executor = stack.use(await chooseExecutor(config, deps.env, logger))
  const isSimulated = executor.kind === 'simulator'
  const reader = stack.use(openSnapshotReader(config))
  const exporter = stack.use(createExporter({ readSnapshot: () => reader.readSnapshot(), isSimulated, version: deps.version }))
  const state: { agent: Agent | null } = { agent: null }
  const notReadyReason = (): string | null => {
    if (signal.aborted) return 'stopping'
    return state.agent?.isReady ? null : 'waiting for Redis'
  }
  const http = stack.use(
    await startHttpServer(config.http, { readSnapshot: () => reader.readSnapshot(), notReadyReason, exporter }),
  )
  logger.info({ http: http.url, mode: executor.kind, stateDirectory: config.paths.stateDirectory }, 'started')
  try {
    const agent = stack.use(await startAgent(config, { executor, logger }, signal))
    const facts = {
      pid: process.pid,
      instanceId: agent.instanceId,
      startedAt: new Date().toISOString(),
      http: http.url,
      redisUrl: config.redis.url ?? null,
      mode: executor.kind,
    }
    stack.use(await writeRuntimeFile(config.paths.runtimeFile, facts))
    // Last: whoever sees that it is ready finds its runtime file too.
    state.agent = agent
    await deps.onReady({ config, http, isSimulated })
    await aborted(signal)
  } catch (error) {
    // Stopped before Redis answered: that is a stop, not a failure.
    if (!signal.aborted) throw error
  }
  const drained = await state.agent?.drain()
  logger.info({ handedBack: drained?.handedBack ?? 0 }, 'stopped')
}

/** The settings with the address of the Redis to use: the embedded one is started first. */
async function withRedis(config: Config, stack: AsyncDisposableStack, signal: AbortSignal): Promise<Config> {
  if (config.redis.mode !== 'embedded') return config
  const embedded = stack.use(await startEmbeddedRedis(config.redis, config.paths.stateDirectory, signal))
  // A login that is set for another server would go before the one in the URL.
  const { username: _username, password: _password, ...redis } = config.redis
  return { ...config, redis: { ...redis, url: embedded.url } }
}

async function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  signal.addEventListener('abort', () => resolve(), { once: true })
  await promise
}
