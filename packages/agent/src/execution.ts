import type { Classification } from './classify/classification.ts'

/** One run to make: everything an executor needs to know, already validated. */
export interface RunSpec {
  /** Unique per run; also the value of CCSP_RUN_ID in the environment of every process of the run. */
  readonly runId: string
  readonly prompt: string
  readonly systemPrompt?: string
  /** Paths as the client gave them; the executor checks that they lie under an allowed root. */
  readonly includeFiles: readonly string[]
  /** Path as the client gave it; without one the run gets an empty folder of its own. */
  readonly workingDirectory?: string
  readonly model?: string
  readonly fallbackModel?: string
  /** UUID of the Claude session, set in advance. */
  readonly sessionId: string
  /** Continues the newest conversation of the working directory instead of a new session. */
  readonly isContinued: boolean
  /** Wall time the run may take, ms. */
  readonly timeoutMs: number
}

/** Facts about a run while it goes on. */
export interface RunProgress {
  readonly pid: number
}

/** What came of a run. Never rejects for anything the program did: that is in `classification`. */
export interface RunOutcome {
  readonly classification: Classification
  readonly durationMs: number
}

export interface RunContext {
  /** Aborted to end the run (cancel, shutdown): the whole process tree is gone when `execute` settles. */
  readonly signal: AbortSignal
  onProgress?(progress: RunProgress): void
}

/** Runs one request: the real CLI, the simulator, or a stub in tests. */
export interface Executor {
  readonly kind: 'claude' | 'simulator'
  /** @throws CcspError CCSP_RUN_DIRECTORY, CCSP_RUN_SPAWN when the run could not begin */
  execute(spec: RunSpec, context: RunContext): Promise<RunOutcome>
}
