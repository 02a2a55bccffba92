import { expect, test } from 'vitest'
import type { Classification } from '../classify/classification.ts'
import { plainClassification } from '../classify/plain.ts'
import { ledgerRecordOf } from './ledger-record-of.ts'
import { responseOf } from './response-of.ts'

const TIMING = { durationMs: 12.6, nowMs: Date.parse('2026-01-01T00:00:00Z') }
const COMMON = { requestId: 'r', executionTime: 13, timestamp: '2026-01-01T00:00:00.000Z' }

const CASES: [string, Classification, object][] = [
  ['a result', { ...plainClassification('success', 'never', ''), result: 'text' }, { success: true, result: 'text' }],
  ['a run without text', plainClassification('success', 'never', ''), { success: true, result: '' }],
  [
    'an expired login',
    plainClassification('login-expired', 'park-until-login', 'log in'),
    { success: false, error: 'SESSION_TIMEOUT', message: 'log in', sessionTimeout: true, retryable: true },
  ],
  [
    'a limit with its reset',
    { ...plainClassification('usage-limit', 'park-until-reset', 'limit'), resetsAt: '2026-01-01T01:00:00.000Z' },
    {
      success: false,
      error: 'limit',
      retryable: true,
      rateLimitInfo: { message: 'limit', unlockTime: TIMING.nowMs + 3_600_000, waitTime: 3_600_000 },
    },
  ],
  [
    'a limit that is over already',
    { ...plainClassification('usage-limit', 'park-until-reset', 'limit'), resetsAt: '2025-12-31T23:00:00.000Z' },
    {
      success: false,
      error: 'limit',
      retryable: true,
      rateLimitInfo: { message: 'limit', unlockTime: TIMING.nowMs - 3_600_000, waitTime: 0 },
    },
  ],
  [
    'what may be tried again',
    plainClassification('overloaded', 'back-off', 'busy'),
    { success: false, error: 'busy', retryable: true },
  ],
  ['what may not', plainClassification('refused', 'never', 'no'), { success: false, error: 'no', retryable: false }],
  [
    'a cancelled request',
    plainClassification('cancelled', 'never', 'by hand'),
    { success: false, error: 'Cancelled', retryable: false },
  ],
]

test.each(CASES)('%s has the shape that clients read', (_, classification, shape) => {
  expect(responseOf('r', classification, TIMING)).toEqual({ ...COMMON, ...shape })
})

test('the ledger counts whole millionths of a dollar and every kind of token', () => {
  const data = { request: { requestId: 'r', fromAgent: 'a' } } as never
  const outcome = {
    ...plainClassification('success', 'never', ''),
    costUsd: 0.0123456,
    usage: { input: 1, output: 2, cacheRead: 3, cacheCreation: 4 },
    model: 'm',
  }
  expect(ledgerRecordOf({ jobId: 'j', runId: null, data }, outcome, TIMING)).toEqual({
    jobId: 'j',
    runId: null,
    requestId: 'r',
    fromAgent: 'a',
    outcome: 'success',
    model: 'm',
    inputTokens: 8,
    outputTokens: 2,
    costMicroUsd: 12_346,
    durationMs: 12.6,
    at: COMMON.timestamp,
  })
})
