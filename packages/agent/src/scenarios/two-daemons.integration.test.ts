import { test } from 'vitest'
import { expectAllServedOnce } from './two-daemons.test-support.ts'

test.each([
  { name: 'at peace', isOneKilled: false, seed: 1 },
  { name: 'while one is killed in mid-run', isOneKilled: true, seed: 2 },
])('600 requests through 2 daemons $name: none lost, none answered twice, all in order', async ({ isOneKilled, seed }) =>
  expectAllServedOnce({ requestCount: 600, isOneKilled, seed }),
)
