import { type Answers, numberOrNull, parseObject, textOr, textOrNull } from './batch.ts'
import type { LedgerTotals, LimitState, LoginState } from './snapshot.ts'

const OUTCOME_FIELD = 'outcome:'

export function ledgerOf(fields: Record<string, string>): LedgerTotals {
  const sum = (name: string): number => Number(fields[name] ?? 0)
  const outcomes = Object.entries(fields).filter(([name]) => name.startsWith(OUTCOME_FIELD))
  return {
    accepted: sum('accepted'),
    duplicates: sum('duplicates'),
    rejected: sum('rejected'),
    settled: sum('settled'),
    undelivered: sum('undelivered'),
    byOutcome: Object.fromEntries(outcomes.map(([name, count]) => [name.slice(OUTCOME_FIELD.length), Number(count)])),
    inputTokens: sum('inputTokens'),
    outputTokens: sum('outputTokens'),
    costUsd: sum('costMicroUsd') / 1e6,
  }
}

export function loginOf(first: Answers): LoginState {
  const state = parseObject(first.text('session'))
  return {
    isBlocked: state?.['blocked'] === true,
    blockedAt: textOrNull(state?.['blockedAt']),
    issueNumber: numberOrNull(state?.['issueNumber']),
  }
}

export function limitsOf(first: Answers): LimitState[] {
  return Object.entries(first.hash('limits')).flatMap(([window, text]) => {
    const limit = parseObject(text)
    if (limit === null) return []
    return [
      {
        window,
        status: textOr(limit['status'], 'unknown'),
        resetsAt: textOrNull(limit['resetsAt']),
        utilization: numberOrNull(limit['utilization']),
        at: textOr(limit['at'], ''),
      },
    ]
  })
}
