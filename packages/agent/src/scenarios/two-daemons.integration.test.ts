import { expect, test } from 'vitest'
import { runTwoDaemons } from './two-daemons.test-support.ts'

const CASES = [
  { name: 'at peace', isOneKilled: false, seed: 1 },
  { name: 'while one is killed in mid-run', isOneKilled: true, seed: 2 },
]

test.each(CASES)(
  '600 requests through 2 daemons $name: none lost, none answered twice, all in order',
  { timeout: 60_000 },
  async ({ isOneKilled, seed }) => {
    const figures = await runTwoDaemons({ requestCount: 600, isOneKilled, seed })
    console.log(JSON.stringify(figures))
    expect(figures).toMatchObject({
      lost: 0,
      answeredTwice: 0,
      inversions: 0,
      unseenByJudge: 0,
      ledger: { accepted: '600', settled: '600' },
    })
    expect(figures.byProcess.length).toBeGreaterThanOrEqual(2)
    if (isOneKilled) expect(figures.runningWhenKilled).toBeGreaterThan(0)
    expect(figures.redelivered).toBe(figures.runningWhenKilled ?? 0)
  },
)
