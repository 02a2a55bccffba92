import type { RunnerConfig } from '@ccsp/config'
import { CcspError, type Clock, systemClock } from '@ccsp/foundation'
import type { Logger } from 'pino'
import type { Classification } from '../classify/classification.ts'
import { classify } from '../classify/classify.ts'
import { createStreamReader } from '../classify/stream-reader.ts'
import type { Executor, RunContext, RunOutcome, RunSpec } from '../execution.ts'
import { buildArguments, permissionMode } from './arguments.ts'
import { buildEnvironment, type Environment } from './environment.ts'
import { resolveIncludes } from './include-files.ts'
import { runProcess } from './process.ts'
import { buildPromptMessage } from './prompt-message.ts'
import { createSweeper, type Sweeper } from './sweeper.ts'
import { type SystemPromptFile, writeSystemPrompt } from './system-prompt.ts'
import { makeOwnDirectory, useRequestedDirectory, type WorkingDirectory } from './working-directory.ts'

export interface ClaudeExecutorDeps {
  /** The daemon's environment, of which a run gets an allowlist. */
  readonly environment: Environment
  /** Absolute; the runs' own folders are made below its `work`. */
  readonly stateDirectory: string
  readonly logger?: Logger
  readonly clock?: Clock
}

/** Runs requests with the Claude Code CLI. Dispose it last of all: it then waits until nothing is left of any run. */
export interface ClaudeExecutor extends Executor, AsyncDisposable {
  readonly kind: 'claude'
  /**
   * Ends the processes that an earlier daemon left behind when it was killed. Resolves when none is left.
   */
  endLeftovers(runIds: readonly string[]): Promise<void>
}

/** @throws CcspError CCSP_CONFIG_INVALID when permissions would be bypassed without `isBypassAllowed` */
export function createClaudeExecutor(config: RunnerConfig, deps: ClaudeExecutorDeps): ClaudeExecutor {
  permissionMode(config)
  return new CliExecutor(config, deps)
}

/** The CLI ends within a second of its reply, unless something that it waits for hangs. */
const LINGER_MS = 30_000

/** What a run has on disk. */
interface RunFiles {
  /** Real paths of the files that the request includes. */
  readonly included: readonly string[]
  readonly directory: WorkingDirectory
  readonly systemPrompt: SystemPromptFile | null
}

class CliExecutor implements ClaudeExecutor {
  readonly kind = 'claude'
  readonly #config: RunnerConfig
  readonly #deps: ClaudeExecutorDeps
  readonly #clock: Clock
  readonly #sweeper: Sweeper
  readonly #cleanups = new Set<Promise<void>>()

  constructor(config: RunnerConfig, deps: ClaudeExecutorDeps) {
    this.#config = config
    this.#deps = deps
    this.#clock = deps.clock ?? systemClock
    this.#sweeper = createSweeper({ logger: deps.logger, clock: this.#clock })
  }

  async execute(spec: RunSpec, context: RunContext): Promise<RunOutcome> {
    const startedMs = this.#clock.steady()
    requireSafeId(spec.runId)
    const files = await this.#prepare(spec)
    try {
      const classification = await this.#run(spec, context, files)
      return { classification, durationMs: this.#clock.steady() - startedMs }
    } finally {
      this.#cleanUp(spec.runId, files)
    }
  }

  async #run(spec: RunSpec, context: RunContext, files: RunFiles): Promise<Classification> {
    const { timeoutMs, maxTimeoutMs, stallTimeoutMs, maxOutputBytes, interruptGraceMs } = this.#config
    const systemPromptPath = files.systemPrompt?.path
    const argumentFiles = { readablePaths: files.included, ...(systemPromptPath === undefined ? {} : { systemPromptPath }) }
    let isAnswered = false
    const reader = createStreamReader({
      maxLineBytes: maxOutputBytes,
      onSignal: (signal) => void (isAnswered ||= signal.kind === 'result'),
    })
    const end = await runProcess(
      {
        runId: spec.runId,
        program: this.#config.claudePath,
        args: buildArguments(spec, this.#config, argumentFiles),
        cwd: files.directory.path,
        env: buildEnvironment(this.#deps.environment, this.#config, spec.runId),
        input: buildPromptMessage(spec.prompt, files.included),
        limits: {
          timeoutMs: Math.min(spec.timeoutMs || timeoutMs, maxTimeoutMs),
          stallTimeoutMs,
          maxOutputBytes,
          interruptGraceMs,
          lingerMs: LINGER_MS,
        },
        signal: context.signal,
        onStart: (pid) => context.onProgress?.({ pid }),
        onStdout: (chunk) => reader.write(chunk),
        onStderr: (chunk) => reader.writeStderr(chunk),
        isAnswered: () => isAnswered,
      },
      this.#sweeper,
    )
    return classify(reader.end(), end)
  }

  async #prepare(spec: RunSpec): Promise<RunFiles> {
    const { stateDirectory } = this.#deps
    const { allowedRoots } = this.#config
    const included = await resolveIncludes(spec.includeFiles, allowedRoots)
    const directory =
      spec.workingDirectory === undefined
        ? await makeOwnDirectory(stateDirectory, spec.runId)
        : await useRequestedDirectory(spec.workingDirectory, allowedRoots)
    const systemPrompt = spec.systemPrompt ? await writeSystemPrompt(stateDirectory, spec.runId, spec.systemPrompt) : null
    return { included, directory, systemPrompt }
  }

  /** After the reply is known, so that nobody waits for it: ends what the run left behind, then removes its files. */
  #cleanUp(runId: string, files: RunFiles): void {
    const work = async (): Promise<void> => {
      await this.#sweeper.sweepSoon(runId)
      await Promise.all([files.directory.remove(), files.systemPrompt?.remove()])
    }
    this.#track(
      work().catch((error: unknown) => this.#deps.logger?.warn({ err: error, runId }, 'the files of a run cannot be removed')),
    )
  }

  #track(work: Promise<void>): void {
    this.#cleanups.add(work)
    void work.finally(() => this.#cleanups.delete(work))
  }

  async endLeftovers(runIds: readonly string[]): Promise<void> {
    for (const runId of runIds) requireSafeId(runId)
    await Promise.all(runIds.map((runId) => this.#sweeper.sweep(runId, null)))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sweeper[Symbol.asyncDispose]()
    await Promise.all(this.#cleanups)
  }
}

/** The id becomes the name of a folder. */
function requireSafeId(runId: string): void {
  if (!/^[\w][\w.:-]{0,199}$/.test(runId))
    throw new CcspError('CCSP_INTERNAL', { reason: `the run id ${runId} cannot be a folder's name` })
}
