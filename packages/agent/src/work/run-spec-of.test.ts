import type { JobData } from '@ccsp/fleet'
import { expect, test } from 'vitest'
import { settingsOf } from '../agent.test-support.ts'
import { runSpecOf } from './run-spec-of.ts'

const { runner } = settingsOf('redis://unused', {
  'runner.defaultModel': 'standard',
  'runner.timeoutMs': 60_000,
  'runner.maxTimeoutMs': 120_000,
})
const request = {
  requestId: 'r',
  fromAgent: 'a',
  prompt: 'p',
  priority: 'normal',
  type: 't',
  includeFiles: ['/f'],
  isContinued: true,
} as const
const dataOf = (fields: Partial<JobData['request']> = {}): JobData => ({
  request: { ...request, ...fields },
  replyKey: 'k',
  inflightKey: 'i',
  receivedAt: 5,
})

test('what the client leaves open comes from the settings, within their bounds', () => {
  const plain = runSpecOf({ jobId: 'j', attempt: 1, data: dataOf() }, runner)
  expect(plain).toMatchObject({ prompt: 'p', includeFiles: ['/f'], isContinued: true, model: 'standard', timeoutMs: 60_000 })
  expect(plain).not.toHaveProperty('workingDirectory')
  expect(plain).not.toHaveProperty('systemPrompt')
  const wanted = { model: 'm', fallbackModel: 'f', timeoutMs: 999_999, workingDirectory: '/w', systemPrompt: 's' }
  expect(runSpecOf({ jobId: 'j', attempt: 1, data: dataOf(wanted) }, runner)).toMatchObject({ ...wanted, timeoutMs: 120_000 })
})

test('the session id is a UUID that follows from job and attempt; the run id is new each time', () => {
  const [first, again, second] = [1, 1, 2].map((attempt) => runSpecOf({ jobId: 'j', attempt, data: dataOf() }, runner))
  expect(first!.sessionId).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
  expect(again!.sessionId).toBe(first!.sessionId)
  expect(second!.sessionId).not.toBe(first!.sessionId)
  expect(again!.runId).not.toBe(first!.runId)
})
