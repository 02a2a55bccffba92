import { expect, test } from 'vitest'
import type { RunSpec } from '../execution.ts'
import { createSimulator } from './simulator.ts'

const config = { latencyMs: 0, failureRate: 0, limitRate: 0, seed: 1 }
const signal = new AbortController().signal
const specOf = (overrides: Partial<RunSpec> = {}): RunSpec => ({
  runId: 'r',
  prompt: 'say hello',
  includeFiles: [],
  sessionId: 's',
  isContinued: false,
  timeoutMs: 10_000,
  ...overrides,
})
const runMany = async (simulator: ReturnType<typeof createSimulator>, count: number) =>
  (await Promise.all(Array.from({ length: count }, () => simulator.execute(specOf(), { signal })))).map(
    (outcome) => outcome.classification,
  )

test('a reply says that it is simulated and quotes the request', async () => {
  const { classification } = await createSimulator(config).execute(specOf({ model: 'opus' }), { signal })
  expect(classification).toMatchObject({ class: 'success', retry: 'never', sessionId: 's', model: 'opus' })
  expect(classification.result).toMatch(/^\[simulated\] .*say hello$/)
  expect(classification.costUsd).toBeGreaterThan(0)
  expect(classification.usage).toMatchObject({ input: 13 })
})

test('a long prompt is cut between characters', async () => {
  const { classification } = await createSimulator(config).execute(specOf({ prompt: '😀'.repeat(1_000) }), { signal })
  expect(classification.result).toMatch(/(😀){200}\.\.\.$/u)
})

test('the shares of failures and limits are about those of the configuration', async () => {
  const clock = { now: () => 0, steady: () => 0 }
  const outcomes = await runMany(createSimulator({ ...config, failureRate: 0.3, limitRate: 0.1 }, { clock }), 1_000)
  const limited = outcomes.filter((one) => one.class === 'usage-limit')
  expect(limited.length).toBeGreaterThan(70)
  expect(limited.length).toBeLessThan(130)
  expect(limited[0]).toMatchObject({
    retry: 'park-until-reset',
    window: 'five_hour',
    resetsAt: '1970-01-01T00:01:00.000Z',
    result: null,
  })
  const failed = outcomes.filter((one) => one.class !== 'usage-limit' && one.class !== 'success')
  expect(failed.length).toBeGreaterThan(250)
  expect(failed.length).toBeLessThan(350)
  expect(new Set(failed.map((one) => one.class))).toEqual(new Set(['server-error', 'overloaded', 'network', 'transient-limit']))
})

test('the same seed gives the same outcomes, another seed others', async () => {
  const classes = async (seed: number) =>
    (await runMany(createSimulator({ ...config, failureRate: 0.5, seed }), 50)).map((one) => one.class)
  expect(await classes(7)).toEqual(await classes(7))
  expect(await classes(7)).not.toEqual(await classes(8))
})

test('it takes its time, and an abort or the time limit ends it early', async () => {
  const simulator = createSimulator({ ...config, latencyMs: 60_000 })
  const controller = new AbortController()
  const cancelled = simulator.execute(specOf({ timeoutMs: 600_000 }), { signal: controller.signal })
  const killed = simulator.execute(specOf({ timeoutMs: 20 }), { signal })
  setTimeout(() => controller.abort(), 20)
  expect((await cancelled).classification).toMatchObject({ class: 'cancelled', result: null })
  expect((await killed).classification).toMatchObject({ class: 'killed', result: null })
  const { durationMs } = await createSimulator({ ...config, latencyMs: 40 }).execute(specOf(), { signal })
  expect(durationMs).toBeGreaterThanOrEqual(19)
})
