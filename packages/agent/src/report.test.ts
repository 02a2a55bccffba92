import { expect, test } from 'vitest'
import { recordingLogger } from './agent.test-support.ts'
import { createReport } from './report.ts'

test('what keeps failing is said once a minute, what is new at once', () => {
  let steadyMs = 0
  const { logger, lines } = recordingLogger()
  const report = createReport(logger, { now: () => 0, steady: () => steadyMs })
  for (; steadyMs < 150_000; steadyMs += 1_000)
    report.error({ reason: 'refused', code: 'CCSP_REDIS_UNREACHABLE' }, 'redis connection')
  expect(lines).toHaveLength(3)
  report.warn({ reason: 'another' }, 'redis connection')
  expect(lines.at(-1)).toMatchObject({ level: 40, reason: 'another', msg: 'redis connection' })
})

test('reasons without end are not remembered without end', () => {
  const { logger, lines } = recordingLogger()
  const report = createReport(logger, { now: () => 0, steady: () => 0 })
  for (let index = 0; index < 1_000; index += 1) report.error({ reason: `reason ${index}` }, 'x')
  report.error({ reason: 'reason 0' }, 'x')
  expect(lines).toHaveLength(1_001)
})
