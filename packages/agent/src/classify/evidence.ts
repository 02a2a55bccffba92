import { sentenceAtStart, sentenceExactly, type SentenceMeaning, statusInSentence } from './cli-sentences.ts'
import type { RunEnd, RunFacts } from './run-facts.ts'

/** The facts of a run put in the terms in which the rules ask. */
export interface Evidence {
  readonly facts: RunFacts
  readonly end: RunEnd
  /** True when the output itself says how the run ended. */
  readonly isComplete: boolean
  /** True when it says that the run failed. */
  readonly isFailed: boolean
  /** True when a signal ended the process, or nobody knows how it ended. */
  readonly isEndUnnatural: boolean
  /** True when it was told in words alone, without a result object. */
  readonly isPlain: boolean
  /** True when the run was interrupted and said so. */
  readonly isAborted: boolean
  /** HTTP status of the failure; null when there was none or the run did not fail. */
  readonly status: number | null
  /** The CLI's own word for the failure: authentication_failed, rate_limit, ... */
  readonly error: string | null
  /** What the CLI wrote about the failure. */
  readonly text: string
  /** Meaning of that text. */
  readonly sentence: SentenceMeaning | null
}

const FIRST_SIGNAL_EXIT_CODE = 129
/** What timeout(1) leaves when it ended the program. */
const TIMEOUT_EXIT_CODE = 124
/** Older CLIs give no terminal_reason: an interrupted run shows in the diagnostic instead. */
const INTERRUPTED_DIAGNOSTIC = '[ede_diagnostic] result_type=user '

/** Weighs the facts of a run and the end of its process. */
export function weigh(facts: RunFacts, end: RunEnd): Evidence {
  const { result } = facts
  const isEndUnnatural = isUnnatural(end)
  const error = facts.assistantError
  const plain = result === null && error === null ? plainFailure(facts, end) : null
  const isFailed = plain !== null || error !== null || isResultFailed(facts)
  const text = isFailed ? (plain?.text ?? result?.text ?? result?.errors[0] ?? '') : ''
  const isAborted = isResultAborted(facts)
  return {
    facts,
    end,
    isComplete: result !== null || error !== null || plain !== null || isPlainSuccess(facts, end),
    isFailed,
    isEndUnnatural,
    isPlain: result === null && error === null,
    isAborted,
    status: isFailed && !isAborted ? (result?.status ?? facts.pendingRetry?.status ?? statusInSentence(text)) : null,
    error,
    text,
    sentence: isFailed ? sentenceAtStart(text) : null,
  }
}

function isUnnatural({ exitCode, signal }: RunEnd): boolean {
  if (signal !== null) return true
  return exitCode === null || exitCode >= FIRST_SIGNAL_EXIT_CODE || exitCode === TIMEOUT_EXIT_CODE
}

function isResultFailed({ result }: RunFacts): boolean {
  if (result === null) return false
  if (result.isError === true || (result.status ?? 0) >= 400 || result.stopReason === 'refusal') return true
  // Some versions leave is_error false on the two ends that CCSP asked for itself; without is_error only the rest can tell.
  if (result.subtype?.startsWith('error_') === true) return true
  return result.isError === null && result.text === null
}

function isResultAborted({ result }: RunFacts): boolean {
  if (result === null) return false
  if (result.terminalReason !== null) return result.terminalReason.startsWith('aborted_')
  return result.subtype === 'error_during_execution' && result.errors[0]?.startsWith(INTERRUPTED_DIAGNOSTIC) === true
}

/**
 * Failure that is told in words alone: text-format output, or a complaint on stderr with nothing on stdout.
 * With exit code 0 the words are an answer, except for the few sentences that the CLI leaves with 0. With no exit code
 * a text counts only when it is such a sentence and nothing else.
 */
function plainFailure(facts: RunFacts, end: RunEnd): { readonly text: string } | null {
  if (facts.jsonLineCount > 0 || end.signal !== null) return null
  const text = facts.plainText.trim()
  if (text === '') return stderrFailure(facts, end)
  if (end.exitCode === 0 || end.exitCode === null) {
    const meaning = sentenceExactly(text)
    const isFailure = meaning !== null && (end.exitCode === null || meaning.isWithExitZero)
    return isFailure ? { text } : null
  }
  return isUnnatural(end) ? null : { text }
}

function stderrFailure({ stderrTail }: RunFacts, end: RunEnd): { readonly text: string } | null {
  const text = stderrTail.trim()
  if (text === '' || end.exitCode === 0) return null
  if (end.exitCode === null) return sentenceAtStart(text) === null ? null : { text }
  return isUnnatural(end) ? null : { text }
}

/** A recorded text answer. On a live run there is no such thing: its answer comes as a result object. */
function isPlainSuccess(facts: RunFacts, end: RunEnd): boolean {
  if (facts.format !== 'plain' || facts.plainText === '' || end.signal !== null) return false
  return end.exitCode === 0 || (end.exitCode === null && facts.plainText.trim() !== '')
}
