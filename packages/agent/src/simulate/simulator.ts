import type { SimulatorConfig } from '@ccsp/config'
import { type Clock, sleep, systemClock } from '@ccsp/foundation'
import type { Classification, OutcomeClass, TokenUsage } from '../classify/classification.ts'
import { RETRY_ADVICE } from '../classify/rules.ts'
import type { Executor, RunContext, RunOutcome, RunSpec } from '../execution.ts'
import { createRandom } from './random.ts'

export interface SimulatorDeps {
  /** 0 (inclusive) to 1 (exclusive). Default: a sequence that `seed` fixes. */
  readonly random?: () => number
  readonly clock?: Clock
}

/** How long a simulated limit stays closed. Short, so that one sees it open again. */
const LIMIT_MS = 60_000
const MODEL = 'simulated-1'
const EXCERPT_LENGTH = 200
const USD_PER_INPUT_TOKEN = 3e-6
const USD_PER_OUTPUT_TOKEN = 15e-6
const FAILURES = ['server-error', 'overloaded', 'network', 'transient-limit'] as const satisfies readonly OutcomeClass[]

/** An executor that behaves like the CLI without any: every reply says that it is simulated, nothing is sent anywhere. */
export function createSimulator(config: SimulatorConfig, deps: SimulatorDeps = {}): Executor {
  const { random = createRandom(config.seed), clock = systemClock } = deps
  return {
    kind: 'simulator',
    async execute(spec, context) {
      const startedMs = clock.steady()
      // All chances of a run are taken at once, so that runs side by side do not change one another's.
      const chances: Chances = { latency: random(), outcome: random(), kind: random(), length: random() }
      const end = await wait(config.latencyMs * (0.5 + chances.latency), spec, context)
      const classification = end === 'done' ? decide(spec, chances, { ...config, nowMs: clock.now() }) : ended(spec, end)
      return { classification, durationMs: clock.steady() - startedMs } satisfies RunOutcome
    },
  }
}

interface Chances {
  readonly latency: number
  readonly outcome: number
  readonly kind: number
  readonly length: number
}

async function wait(latencyMs: number, spec: RunSpec, { signal }: RunContext): Promise<'done' | 'cancelled' | 'killed'> {
  try {
    await sleep(Math.min(latencyMs, spec.timeoutMs), signal)
  } catch (error) {
    if (!signal.aborted) throw error
    return 'cancelled'
  }
  return latencyMs > spec.timeoutMs ? 'killed' : 'done'
}

function decide(spec: RunSpec, chances: Chances, setting: SimulatorConfig & { readonly nowMs: number }): Classification {
  const { limitRate, failureRate, nowMs } = setting
  if (chances.outcome < limitRate) {
    const resetsAt = new Date(nowMs + LIMIT_MS).toISOString()
    return { ...blank(spec, 'usage-limit', 'a simulated usage limit'), resetsAt, window: 'five_hour' }
  }
  if (chances.outcome < limitRate + failureRate) {
    const kind = FAILURES[Math.floor(chances.kind * FAILURES.length)] ?? FAILURES[0]
    return blank(spec, kind, 'a simulated failure')
  }
  const usage = countTokens(spec, chances.length)
  const costUsd = usage.input * USD_PER_INPUT_TOKEN + usage.output * USD_PER_OUTPUT_TOKEN
  return { ...blank(spec, 'success', 'a simulated answer'), result: replyTo(spec), usage, costUsd }
}

const ended = (spec: RunSpec, end: 'cancelled' | 'killed'): Classification =>
  blank(spec, end, end === 'cancelled' ? 'it was cancelled' : 'it took longer than its time limit')

function blank(spec: RunSpec, outcome: OutcomeClass, reason: string): Classification {
  return {
    class: outcome,
    retry: RETRY_ADVICE[outcome],
    reason: `${reason} (simulator)`,
    result: null,
    resetsAt: null,
    window: null,
    sessionId: spec.sessionId,
    model: spec.model ?? MODEL,
    costUsd: null,
    usage: null,
    permissionDenials: [],
    overage: false,
  }
}

/** Four characters are about a token. */
function countTokens(spec: RunSpec, chance: number): TokenUsage {
  const characters = spec.prompt.length + (spec.systemPrompt?.length ?? 0)
  return { input: 10 + Math.ceil(characters / 4), output: 20 + Math.floor(chance * 180), cacheRead: 0, cacheCreation: 0 }
}

function replyTo(spec: RunSpec): string {
  // By code points: half a surrogate pair is no text.
  const start = Array.from(spec.prompt.slice(0, EXCERPT_LENGTH * 2))
    .slice(0, EXCERPT_LENGTH)
    .join('')
  const excerpt = start.length < spec.prompt.length ? `${start}...` : start
  return `[simulated] No model was asked: CCSP runs without a Claude login. The request was: ${excerpt}`
}
