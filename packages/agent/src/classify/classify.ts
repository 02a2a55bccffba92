import type { Classification } from './classification.ts'
import { resetInSentence } from './cli-sentences.ts'
import { type Evidence, weigh } from './evidence.ts'
import { RETRY_ADVICE, RULES } from './rules.ts'
import type { RunEnd, RunFacts } from './run-facts.ts'

const MAX_QUOTE_LENGTH = 300

/**
 * Decides how a run ended.
 *
 * The fields of the output decide (is_error, api_error_status, the assistant error, rate_limit_event, terminal_reason,
 * stop_reason); the exit code only when there is no result, and words only when they are the CLI's own. Never throws.
 */
export function classify(facts: RunFacts, end: RunEnd): Classification {
  const evidence = weigh(facts, end)
  const rule = RULES.find((each) => each.when(evidence))
  if (rule === undefined) throw new Error('unreachable: the last rule always holds')
  const { result } = facts
  const isSuccess = rule.class === 'success'
  const isUsageLimit = rule.class === 'usage-limit'
  return {
    class: rule.class,
    retry: RETRY_ADVICE[rule.class],
    reason: describe(rule.reason, evidence),
    result: isSuccess ? replyOf(facts) : null,
    resetsAt: isUsageLimit ? isoOf(facts.rejection?.resetsAt ?? resetInSentence(evidence.text)) : null,
    window: isUsageLimit ? (facts.rejection?.window ?? evidence.sentence?.window ?? null) : null,
    sessionId: facts.init?.sessionId ?? result?.sessionId ?? null,
    model: facts.fallbackModel ?? facts.init?.model ?? facts.answeredModel ?? result?.models[0] ?? null,
    costUsd: result?.costUsd ?? null,
    usage: result?.usage ?? null,
    permissionDenials: result?.permissionDenials ?? [],
    overage: isSuccess && facts.rateLimit?.isUsingOverage === true,
  }
}

function replyOf(facts: RunFacts): string | null {
  if (facts.result !== null) return facts.result.text
  // In text format the CLI adds the newline that ends the answer.
  return facts.plainText.replace(/\r?\n$/, '')
}

/** The decided fields and, of a failure, what the CLI said about it. */
function describe(reason: string, { facts, end, isFailed, status, error, text }: Evidence): string {
  const details = [
    status === null ? null : `status ${status}`,
    isFailed && error !== null ? `error ${error}` : null,
    isFailed && facts.result?.subtype != null && facts.result.subtype !== 'success' ? `subtype ${facts.result.subtype}` : null,
    isFailed && facts.result?.terminalReason != null ? `terminal_reason ${facts.result.terminalReason}` : null,
    facts.result === null && end.signal !== null ? `signal ${end.signal}` : null,
    facts.result === null && end.exitCode !== null ? `exit code ${end.exitCode}` : null,
    text === '' ? null : JSON.stringify(text.slice(0, MAX_QUOTE_LENGTH)),
  ].filter((each) => each !== null)
  return details.length === 0 ? reason : `${reason} (${details.join(', ')})`
}

function isoOf(epochSeconds: number | null): string | null {
  return epochSeconds === null ? null : new Date(epochSeconds * 1000).toISOString()
}
