import { setTimeout as delay } from 'node:timers/promises'
import { type FleetRedis, type LedgerRecord, PRIORITIES, type Priority, type ServiceResponse } from '@ccsp/fleet'
import { startRedis } from '@ccsp/testkit'
import { connected } from '../agent.test-support.ts'
import { type DaemonProcess, startDaemonProcess } from './daemon-process.test-support.ts'
import { followHandOuts } from './hand-out-judge.test-support.ts'
import { expect } from 'vitest'

export interface TwoDaemonsOptions {
  readonly requestCount: number
  /** Kills one daemon when half of the requests are answered, and starts it anew. */
  readonly isOneKilled: boolean
  readonly seed: number
}

export interface TwoDaemonsFigures {
  readonly requestCount: number
  readonly durationMs: number
  readonly requestsPerSecond: number
  readonly lost: number
  readonly answeredTwice: number
  /** Jobs that Redis handed out for the first time after a younger one of the same priority. */
  readonly inversions: number
  /** Jobs whose first handing out the judge did not see: with any, the figure above means nothing. */
  readonly unseenByJudge: number
  /** Jobs handed out again after a crash. */
  readonly redelivered: number
  /** Jobs that the killed daemon was running when it died; null when none was killed. */
  readonly runningWhenKilled: number | null
  /** Requests answered by each process. */
  readonly byProcess: readonly number[]
  readonly ledger: Readonly<Record<string, string>>
}

const ARGV = { 'agent.concurrency': 8, 'agent.lockDurationMs': 2_000, 'agent.stalledIntervalMs': 500 }
const REPLIES = 'ccsp:responses:load'

/** Sends requests of all priorities through two daemons on one Redis, and counts what came of them. */
async function runTwoDaemons(options: TwoDaemonsOptions): Promise<TwoDaemonsFigures> {
  const { requestCount, isOneKilled } = options
  await using server = await startRedis({ args: ['--appendonly', 'yes'] })
  using connection = connected(server.url)
  using judging = connected(server.url)
  const { redis } = connection
  const judge = followHandOuts(judging.redis)
  const daemon = { url: server.url, argv: ARGV, maxRunMs: 10 }
  await using first = await startDaemonProcess(daemon)
  await using _second = await startDaemonProcess(daemon)
  const began = performance.now()
  const pushing = pushRequests(redis, options)
  const runningWhenKilled = isOneKilled ? await killMidway(redis, first, requestCount / 2) : null
  await using _again = isOneKilled ? await startDaemonProcess(daemon) : null
  await pushing
  await untilAnswered(redis, requestCount)
  const durationMs = Math.round(performance.now() - began)
  const handedOut = await judge.finish()
  return {
    requestCount,
    durationMs,
    requestsPerSecond: Math.round((requestCount / durationMs) * 1_000),
    runningWhenKilled,
    ...(await account(redis, options, handedOut)),
  }
}

/** A generator of small whole numbers that gives the same ones for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

const priorityOf = (seed: number, index: number): Priority =>
  PRIORITIES[randomOf(seed ^ Math.imul(index + 1, 2_654_435_761))(PRIORITIES.length)] ?? 'normal'

async function pushRequests(redis: FleetRedis, { requestCount, seed }: TwoDaemonsOptions): Promise<void> {
  const random = randomOf(seed)
  for (let index = 0; index < requestCount;) {
    const batch: string[] = []
    for (let size = 1 + random(50); size > 0 && index < requestCount; size -= 1, index += 1) {
      batch.push(
        JSON.stringify({
          requestId: `q-${index}`,
          fromAgent: 'load',
          type: 'load',
          prompt: `request ${index}`,
          priority: priorityOf(seed, index),
        }),
      )
    }
    await redis.lpush('ccsp:requests', ...batch)
    if (random(4) === 0) await delay(random(5))
  }
}

async function killMidway(redis: FleetRedis, victim: DaemonProcess, afterCount: number): Promise<number> {
  for (;;) {
    while ((await redis.llen(REPLIES)) < afterCount) await delay(2)
    if ((await runningOf(redis, victim)) > 0) break
  }
  await victim.kill()
  // Counted when it is dead: these are nobody's now.
  return runningOf(redis, victim)
}

async function runningOf(redis: FleetRedis, daemon: DaemonProcess): Promise<number> {
  const active = await redis.lrange('bull:ccsp-queue:active', 0, -1)
  const holders = await Promise.all(active.map(async (id) => redis.hget(`bull:ccsp-queue:${id}`, 'pb')))
  return holders.filter((holder) => holder === daemon.instanceId).length
}

async function untilAnswered(redis: FleetRedis, count: number): Promise<void> {
  let answered = -1
  let quietSince = performance.now()
  while (answered < count || (await redis.llen('bull:ccsp-queue:active')) > 0) {
    const now = await redis.llen(REPLIES)
    if (now !== answered) quietSince = performance.now()
    answered = now
    // Nothing moves any more: what is missing is lost, and counted as such.
    if (performance.now() - quietSince > 20_000) return
    await delay(20)
  }
}

type Counted = Omit<TwoDaemonsFigures, 'requestCount' | 'durationMs' | 'requestsPerSecond' | 'runningWhenKilled'>

async function account(
  redis: FleetRedis,
  { requestCount, seed }: TwoDaemonsOptions,
  handedOut: readonly string[],
): Promise<Counted> {
  const replies = (await redis.lrange(REPLIES, 0, -1)).map((text) => JSON.parse(text) as ServiceResponse)
  const counts = Map.groupBy(replies, ({ requestId }) => requestId)
  const records = (await redis.xrange('ccsp:ledger:runs', '-', '+')).map(
    ([, fields]) => JSON.parse(fields[1] ?? '') as LedgerRecord,
  )
  const firsts = [...new Set(handedOut)]
  const seen = new Set(firsts)
  return {
    lost: requestCount - counts.size,
    answeredTwice: [...counts.values()].filter((all) => all.length > 1).length,
    inversions: inversionsOf(firsts, records, seed),
    unseenByJudge: records.filter(({ jobId }) => !seen.has(jobId)).length,
    redelivered: handedOut.length - firsts.length,
    byProcess: [...Map.groupBy(replies, ({ result }) => result).values()].map((all) => all.length),
    ledger: await redis.hgetall('ccsp:ledger:totals'),
  }
}

/** Requests are numbered in the order in which they were sent: within a priority the numbers must only ever rise. */
function inversionsOf(firsts: readonly string[], records: readonly LedgerRecord[], seed: number): number {
  const numbers = new Map(records.map(({ jobId, requestId }) => [jobId, Number(requestId.slice(2))]))
  const newest = new Map<Priority, number>()
  let inversions = 0
  for (const jobId of firsts) {
    const index = numbers.get(jobId)
    if (index === undefined) continue
    const priority = priorityOf(seed, index)
    if (index < (newest.get(priority) ?? -1)) inversions += 1
    else newest.set(priority, index)
  }
  return inversions
}

/** Runs the scenario and checks that nothing was lost, doubled or served out of order. Prints the figures. */
export async function expectAllServedOnce(scenario: { requestCount: number; isOneKilled: boolean; seed: number }): Promise<void> {
  const figures = await runTwoDaemons(scenario)
  const count = String(scenario.requestCount)
  console.log(JSON.stringify(figures))
  expect(figures).toMatchObject({
    lost: 0,
    answeredTwice: 0,
    inversions: 0,
    unseenByJudge: 0,
    ledger: { accepted: count, settled: count },
  })
  expect(figures.byProcess.length).toBeGreaterThanOrEqual(2)
  if (scenario.isOneKilled) expect(figures.runningWhenKilled).toBeGreaterThan(0)
  expect(figures.redelivered).toBe(figures.runningWhenKilled ?? 0)
}
