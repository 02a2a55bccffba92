import { loadConfig } from '@ccsp/config'
import { openSnapshotReader, type ServiceResponse } from '@ccsp/fleet'
import { startRedis, type TestRedis } from '@ccsp/testkit'
import { pino } from 'pino'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { plainClassification } from './classify/plain.ts'
import type { Executor, RunSpec } from './execution.ts'
import { type Agent, type AgentSettings, startAgent } from './start-agent.ts'

let server: TestRedis
beforeAll(async () => {
  server = await startRedis()
})
afterAll(async () => server[Symbol.asyncDispose]())
beforeEach(async () => {
  await using redis = disposable(server)
  await redis.client.flushall()
})

function disposable(from: TestRedis) {
  const client = from.client()
  return { client, [Symbol.asyncDispose]: async () => client.disconnect() }
}

function settingsOf(from: TestRedis, argv: Record<string, unknown> = {}): AgentSettings {
  return loadConfig({
    argv: { 'redis.url': from.url, ...argv },
    env: {},
    files: [],
    defaults: { stateDirectory: '/nonexistent' },
  })
}

/** Answers with the prompt, and records what it was asked to run. */
function echo(): Executor & { readonly runs: RunSpec[] } {
  const runs: RunSpec[] = []
  return {
    kind: 'simulator',
    runs,
    async execute(spec) {
      runs.push(spec)
      return {
        classification: { ...plainClassification('success', 'never', 'stub'), result: `echo ${spec.prompt}` },
        durationMs: 1,
      }
    },
  }
}

async function start(executor: Executor, argv?: Record<string, unknown>): Promise<Agent> {
  return startAgent(settingsOf(server, argv), { executor, logger: pino({ level: 'silent' }) }, AbortSignal.timeout(10_000))
}

const SHAPES = [
  { name: 'ccla', extra: { type: 'code', fromAgent: 'ccla' }, key: 'ccsp:responses:ccla' },
  {
    name: 'ccra',
    extra: { type: 'review', fromAgent: 'ccra', context: { timeout: 60_000, priority: 'normal' } },
    key: 'ccsp:responses:ccra',
  },
  { name: 'ccpm', extra: { type: 'plan', fromAgent: 'ccpm', context: { priority: 'high' } }, key: 'ccsp:responses:ccpm' },
  { name: 'test client', extra: { type: 'test', fromAgent: 'tester' }, key: 'ccsp:responses:tester' },
  {
    name: 'builder',
    extra: { taskType: 'build', fromAgent: 'Builder', timestamp: '2026-01-01T00:00:00Z' },
    key: 'ccsp:response:Builder',
  },
  {
    name: 'advanced',
    extra: { taskType: 'pm', fromAgent: 'Advanced', timestamp: 1, requestId: 'pm-42' },
    key: 'ccsp:response:Advanced',
  },
  { name: 'shared agent', extra: { taskType: 'x', fromAgent: 'MixedCase' }, key: 'ccsp:response:mixedcase' },
]

test.each(SHAPES)('serves the $name client on its own key, and a reused id again', async ({ extra, key }) => {
  await using _agent = await start(echo())
  await using redis = disposable(server)
  for (let round = 0; round < 2; round += 1) {
    await redis.client.lpush('ccsp:requests', JSON.stringify({ requestId: 'r-1', prompt: `hello ${round}`, ...extra }))
    const [, text] = (await redis.client.blpop(key, 5)) ?? []
    const reply = JSON.parse(text ?? 'null') as ServiceResponse
    expect(reply).toMatchObject({
      requestId: (extra as { requestId?: string }).requestId ?? 'r-1',
      success: true,
      result: `echo hello ${round}`,
    })
  }
})

test('an empty fleet is told as such, in two round trips', async () => {
  using reader = openSnapshotReader(settingsOf(server))
  const snapshot = await reader.readSnapshot()
  expect(snapshot).toMatchObject({ isFresh: true, fleet: { queue: { waiting: 0, active: 0 }, redis: { role: 'master' } } })
})
