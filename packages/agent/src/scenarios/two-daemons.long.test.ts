import { expect, test } from 'vitest'
import { runTwoDaemons } from './two-daemons.test-support.ts'

test.each([
  { name: 'at peace', isOneKilled: false, seed: 11 },
  { name: 'while one is killed in mid-run', isOneKilled: true, seed: 12 },
])('10,000 requests through 2 daemons $name: none lost, none answered twice, all in order', async ({ isOneKilled, seed }) => {
  const figures = await runTwoDaemons({ requestCount: 10_000, isOneKilled, seed })
  console.log(JSON.stringify(figures))
  expect(figures).toMatchObject({
    lost: 0,
    answeredTwice: 0,
    inversions: 0,
    unseenByJudge: 0,
    ledger: { accepted: '10000', settled: '10000' },
  })
  expect(figures.byProcess.length).toBeGreaterThanOrEqual(2)
  if (isOneKilled) expect(figures.runningWhenKilled).toBeGreaterThan(0)
  expect(figures.redelivered).toBe(figures.runningWhenKilled ?? 0)
})
