import type { Classification } from './classification.ts'
import { classify } from './classify.ts'
import { NO_FACTS, type RunFacts } from './run-facts.ts'
import { createStreamReader, withEvent } from './stream-reader.ts'
import { isStreamEvent, type StreamEvent } from './stream-schema.ts'

/** The three output formats of the CLI. */
export type RecordingFormat = 'text' | 'json' | 'stream-json'

export interface RecordingOptions {
  readonly stderr?: string
  /** Null or absent: unknown. */
  readonly exitCode?: number | null
}

export interface RecordingClassification extends Classification {
  /** The format that the recording was taken for. */
  readonly format: RecordingFormat
}

const EVENT_TYPES: ReadonlySet<string> = new Set(['system', 'assistant', 'user', 'result', 'rate_limit_event', 'stream_event'])
/** Beginnings of a JSON output that may be cut anywhere, white space left out. */
const JSON_BEGINNING = /^\[?\{"(type|subtype|is_error|session_id|duration_ms|duration_api_ms|uuid)"/
const SHORTEST_BEGINNINGS = ['{"type":"', '[{"type":"']
const BEGINNING_LENGTH = 4096
/** Recorders cut long outputs; a shorter one that lacks its end was never written whole. */
const MIN_RECORDER_CUT_LENGTH = 32_768

/**
 * Tells how a recorded run ended, from its output in any of the CLI's formats.
 *
 * Without an exit code a text counts as an error only when it is one of the CLI's own sentences and nothing else, and an
 * empty or cut output as killed. Never throws.
 */
export function classifyRecording(text: string, options: RecordingOptions = {}): RecordingClassification {
  const { format, facts } = readRecording(text.replace(/^\uFEFF/, ''), options.exitCode ?? null)
  const stderrTail = (options.stderr ?? '').slice(0, 8192)
  return { ...classify({ ...facts, stderrTail }, { exitCode: options.exitCode ?? null, signal: null }), format }
}

function readRecording(text: string, exitCode: number | null): { format: RecordingFormat; facts: RunFacts } {
  const trimmed = text.trim()
  const whole = parseJson(trimmed)
  if (isKnownEvent(whole)) return { format: whole.type === 'result' ? 'json' : 'stream-json', facts: collect([whole]) }
  if (Array.isArray(whole) && isKnownEvent(whole[0])) return { format: 'json', facts: collect(whole) }
  const lineEnd = trimmed.indexOf('\n')
  if (isKnownEvent(parseJson(lineEnd === -1 ? '' : trimmed.slice(0, lineEnd)))) {
    return { format: 'stream-json', facts: readStream(trimmed) }
  }
  if (whole === undefined && isCutJson(trimmed)) return { format: 'json', facts: readCutJson(trimmed, exitCode) }
  return { format: 'text', facts: { ...NO_FACTS, format: 'plain', plainText: text } }
}

function collect(values: readonly unknown[]): RunFacts {
  return values.filter(isStreamEvent).reduce(withEvent, { ...NO_FACTS, jsonLineCount: 1 })
}

function readStream(text: string): RunFacts {
  const reader = createStreamReader({ maxLineBytes: Number.MAX_SAFE_INTEGER })
  reader.write(text)
  return reader.end()
}

function isCutJson(trimmed: string): boolean {
  const beginning = trimmed.slice(0, BEGINNING_LENGTH).replaceAll(/\s/g, '')
  if (beginning === '') return false
  return JSON_BEGINNING.test(beginning) || SHORTEST_BEGINNINGS.some((each) => each.startsWith(beginning))
}

/**
 * A result object that lacks its end. The CLI exits 0 only after it has written all of it, so a long one was cut by the
 * recorder, and the fields before the answer still say how the run ended. Otherwise nothing can be said.
 */
function readCutJson(trimmed: string, exitCode: number | null): RunFacts {
  const cut: RunFacts = { ...NO_FACTS, jsonLineCount: 1 }
  if (exitCode !== 0 || trimmed.length < MIN_RECORDER_CUT_LENGTH) return cut
  const beginning = trimmed.slice(0, BEGINNING_LENGTH)
  const answerAt = beginning.indexOf('"result":')
  if (answerAt === -1) return cut
  const head: unknown = parseJson(`${beginning.slice(0, answerAt)}"result":null}`)
  return isStreamEvent(head) && head.type === 'result' && head['is_error'] === false ? withEvent(cut, head) : cut
}

function isKnownEvent(value: unknown): value is StreamEvent {
  return isStreamEvent(value) && EVENT_TYPES.has(value.type)
}

function parseJson(text: string): unknown {
  if (!text.startsWith('{') && !text.startsWith('[')) return undefined
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Cut or not JSON at all; the caller goes on with the text.
    return undefined
  }
}
