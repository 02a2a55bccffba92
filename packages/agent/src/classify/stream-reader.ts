import { NO_FACTS, type RateLimitFact, type ResultFact, type RetryFact, type RunFacts } from './run-facts.ts'
import { createLineSplitter } from './line-splitter.ts'
import {
  isStreamEvent,
  readAssistant,
  readFallbackModel,
  readInit,
  readRateLimit,
  readResult,
  readRetry,
  type StreamEvent,
} from './stream-schema.ts'

/** What the run lets know while it goes on. */
export type StreamSignal =
  | { readonly kind: 'started'; readonly sessionId: string | null; readonly model: string | null }
  | { readonly kind: 'retrying'; readonly retry: RetryFact }
  | { readonly kind: 'rate-limit'; readonly rateLimit: RateLimitFact }
  | { readonly kind: 'answering'; readonly model: string | null }
  | { readonly kind: 'result'; readonly result: ResultFact }

export interface StreamReaderOptions {
  /** A longer line is dropped and counted. Default 16 MiB. */
  readonly maxLineBytes?: number
  /** How much of the end of stderr is kept. Default 8 KiB. */
  readonly maxStderrBytes?: number
  /** Called as soon as a line says so; must not throw. */
  onSignal?(signal: StreamSignal): void
}

export interface StreamReader {
  /** Takes stdout as it comes, cut anywhere. Never throws, whatever the bytes are. */
  write(chunk: Uint8Array | string): void
  /** Takes stderr as it comes. */
  writeStderr(chunk: Uint8Array | string): void
  /** Reads an unfinished last line, and gives the facts. May be called again. */
  end(): RunFacts
  /** The facts so far. */
  readonly facts: RunFacts
}

const DEFAULT_MAX_LINE_BYTES = 16 * 1024 * 1024
const DEFAULT_MAX_STDERR_BYTES = 8 * 1024
const MAX_PLAIN_TEXT_LENGTH = 4096
const SYNTHETIC_MODEL = '<synthetic>'
const CLOSED_STATUSES: ReadonlySet<string> = new Set(['rejected', 'denied'])

/** Collects the facts of one run from its output, holding no more than one line of it. */
export function createStreamReader(options: StreamReaderOptions = {}): StreamReader {
  let facts = NO_FACTS
  let stderrTail = Buffer.alloc(0)
  const maxStderrBytes = options.maxStderrBytes ?? DEFAULT_MAX_STDERR_BYTES
  const splitter = createLineSplitter({
    maxLineBytes: options.maxLineBytes ?? DEFAULT_MAX_LINE_BYTES,
    onLine: (line) => {
      const before = facts
      facts = withLine(facts, line)
      if (options.onSignal) for (const signal of signalsBetween(before, facts)) options.onSignal(signal)
    },
    onSkippedLine: (start) => {
      const isResult = start.includes('"type":"result"')
      facts = { ...facts, skippedLineCount: facts.skippedLineCount + 1, isResultSkipped: facts.isResultSkipped || isResult }
    },
  })
  const current = (): RunFacts => ({ ...facts, stderrTail: stderrTail.toString('utf8') })
  return {
    write: (chunk) => splitter.push(toBytes(chunk)),
    writeStderr: (chunk) => {
      const bytes = toBytes(chunk)
      stderrTail = Buffer.concat([stderrTail, bytes.subarray(-maxStderrBytes)]).subarray(-maxStderrBytes)
    },
    end: () => {
      splitter.end()
      return current()
    },
    get facts() {
      return current()
    },
  }
}

/** Adds one event to the facts; an unknown kind of event changes only the count. */
export function withEvent(facts: RunFacts, event: StreamEvent): RunFacts {
  switch (event.type) {
    case 'system':
      return withSystemEvent(facts, event)
    case 'assistant':
      return withAssistant(facts, event)
    case 'rate_limit_event':
      return withRateLimit(facts, event)
    case 'result':
      return { ...facts, result: readResult(event) }
    default:
      return facts
  }
}

function withLine(facts: RunFacts, line: string): RunFacts {
  const start = line.trimStart()
  if (start === '') return facts
  const parsed = start.startsWith('{') || start.startsWith('[') ? parseJson(start) : undefined
  const events = (Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]).filter(isStreamEvent)
  if (events.length === 0) {
    const room = MAX_PLAIN_TEXT_LENGTH - facts.plainText.length
    return {
      ...facts,
      otherLineCount: facts.otherLineCount + 1,
      plainText: facts.plainText + `${line}\n`.slice(0, Math.max(0, room)),
    }
  }
  return events.reduce(withEvent, { ...facts, jsonLineCount: facts.jsonLineCount + 1 })
}

function withSystemEvent(facts: RunFacts, event: StreamEvent): RunFacts {
  switch (event['subtype']) {
    case 'init':
      return { ...facts, init: readInit(event) }
    case 'api_retry':
      return { ...facts, retryCount: facts.retryCount + 1, pendingRetry: readRetry(event) }
    case 'model_fallback':
      return { ...facts, fallbackModel: readFallbackModel(event) ?? facts.fallbackModel }
    default:
      return facts
  }
}

// A sub-agent's failure is not the run's: the main conversation sees it as a tool result and goes on.
function withAssistant(facts: RunFacts, event: StreamEvent): RunFacts {
  const { error, model, isMain } = readAssistant(event)
  if (!isMain) return facts
  if (model === SYNTHETIC_MODEL) return { ...facts, assistantError: error ?? facts.assistantError }
  return { ...facts, assistantError: error, pendingRetry: null, answeredModel: model ?? facts.answeredModel }
}

function withRateLimit(facts: RunFacts, event: StreamEvent): RunFacts {
  const rateLimit = readRateLimit(event)
  if (rateLimit === null) return facts
  const isClosed = CLOSED_STATUSES.has(rateLimit.status) && !rateLimit.isUsingOverage
  return { ...facts, rateLimit, rejection: isClosed ? rateLimit : facts.rejection }
}

function* signalsBetween(before: RunFacts, after: RunFacts): Generator<StreamSignal> {
  if (after.init !== null && after.init !== before.init) {
    yield { kind: 'started', sessionId: after.init.sessionId, model: after.init.model }
  }
  if (after.pendingRetry !== null && after.pendingRetry !== before.pendingRetry)
    yield { kind: 'retrying', retry: after.pendingRetry }
  if (after.rateLimit !== null && after.rateLimit !== before.rateLimit) yield { kind: 'rate-limit', rateLimit: after.rateLimit }
  if (after.answeredModel !== null && before.answeredModel === null) yield { kind: 'answering', model: after.answeredModel }
  if (after.result !== null && after.result !== before.result) yield { kind: 'result', result: after.result }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Not JSON: the line is counted as plain text by the caller.
    return undefined
  }
}

function toBytes(chunk: Uint8Array | string): Uint8Array {
  return typeof chunk === 'string' ? Buffer.from(chunk, 'utf8') : chunk
}
