import { test } from 'vitest'
import { expectAllServedOnce } from './two-daemons.test-support.ts'

test.each([
  { name: 'at peace', isOneKilled: false, seed: 11 },
  { name: 'while one is killed in mid-run', isOneKilled: true, seed: 12 },
])('10,000 requests through 2 daemons $name: none lost, none answered twice, all in order', async ({ isOneKilled, seed }) =>
  expectAllServedOnce({ requestCount: 10_000, isOneKilled, seed }),
)
