import fc from 'fast-check'
import type { DeadLetter, ServiceResponse } from '@ccsp/fleet'
import { startRedis } from '@ccsp/testkit'
import type { Redis } from 'ioredis'
import { expect, test, vi } from 'vitest'
import { startTestAgent } from '../agent.test-support.ts'

const MIB = 1_048_576

async function isServed(client: Redis, requestId: string): Promise<void> {
  await client.lpush('ccsp:requests', JSON.stringify({ requestId, fromAgent: 'good', prompt: 'p', type: 't' }))
  const [, text] = (await client.brpop('ccsp:responses:good', 10)) ?? []
  expect(JSON.parse(text ?? 'null')).toMatchObject({ requestId, success: true })
}

async function totals(client: Redis): Promise<{ accepted: number; duplicates: number; rejected: number }> {
  const fields = await client.hgetall('ccsp:ledger:totals')
  return {
    accepted: Number(fields['accepted'] ?? 0),
    duplicates: Number(fields['duplicates'] ?? 0),
    rejected: Number(fields['rejected'] ?? 0),
  }
}

test('a thousand fuzzed messages: each one accounted for, and the queue keeps moving', async () => {
  await using server = await startRedis()
  await using _agent = await startTestAgent(server.url, {
    argv: { 'intake.deadLetterMaxCount': 100_000, 'agent.concurrency': 8 },
  })
  const client = server.client()
  const valid = JSON.stringify({ requestId: 'seed', fromAgent: 'fuzz', prompt: 'p', type: 't', context: { priority: 'high' } })
  const mutated = fc.tuple(fc.nat(valid.length), fc.nat(20), fc.uint8Array({ maxLength: 12 })).map(([at, cut, bytes]) => {
    return Buffer.concat([Buffer.from(valid.slice(0, at)), Buffer.from(bytes), Buffer.from(valid.slice(at + cut))])
  })
  const field = fc.oneof(
    { weight: 12, arbitrary: fc.string({ minLength: 1, maxLength: 3 }) },
    { weight: 1, arbitrary: fc.jsonValue() },
  )
  const shaped = fc
    .record(
      {
        requestId: field,
        fromAgent: field,
        prompt: field,
        type: field,
        taskType: field,
        timestamp: fc.jsonValue(),
        context: fc.option(fc.jsonValue()),
      },
      { requiredKeys: ['requestId', 'fromAgent', 'prompt'] },
    )
    .map((value) => Buffer.from(JSON.stringify(value)))
  const noise = fc.oneof(
    fc.uint8Array().map((bytes) => Buffer.from(bytes)),
    fc.json().map((text) => Buffer.from(text)),
  )
  const messages = fc.sample(fc.oneof(mutated, shaped, noise), { numRuns: 1_000, seed: 42 })
  for (const message of messages) await client.lpush('ccsp:requests', message)
  await vi.waitFor(async () => expect(await client.llen('ccsp:requests')).toBe(0), { timeout: 20_000 })
  const counts = await totals(client)
  console.log(`1,000 fuzzed messages: ${JSON.stringify(counts)}`)
  expect(counts.accepted + counts.duplicates + counts.rejected).toBe(1_000)
  expect(Math.min(counts.accepted, counts.rejected)).toBeGreaterThan(100)
  const letters = (await client.lrange('ccsp:dead-letter', 0, -1)).map((text) => JSON.parse(text) as DeadLetter)
  expect(letters).toHaveLength(counts.rejected)
  // What is kept is what was sent, byte by byte.
  const sent = new Set(messages.map((message) => message.toString('hex')))
  for (const { raw, encoding } of letters) expect(sent.has(Buffer.from(raw, encoding).toString('hex'))).toBe(true)
  await isServed(client, 'after the fuzz')
  expect((await totals(client)).accepted).toBe(counts.accepted + 1)
})

test('a message of 64 MB is refused inside Redis: it never reaches this process', async () => {
  await using server = await startRedis()
  await using _agent = await startTestAgent(server.url)
  const client = server.client()
  await isServed(client, 'warm')
  const bytesOut = async (): Promise<number> => Number(/total_net_output_bytes:(\d+)/.exec(await client.info('stats'))?.[1])
  global.gc?.()
  const before = { rss: process.memoryUsage().rss, out: await bytesOut() }
  // Made by Redis itself, so that the test does not hold it either.
  await client.eval(
    `redis.call('LPUSH', KEYS[1], '{"requestId":"huge","fromAgent":"Huge","type":"t","prompt":"' .. string.rep('x', 64 * 1024 * 1024) .. '"}')`,
    1,
    'ccsp:requests',
  )
  const [, text] = (await client.brpop('ccsp:responses:Huge', 10)) ?? []
  const after = { rss: process.memoryUsage().rss, out: await bytesOut() }
  console.log(
    `64 MB message: ${after.out - before.out} bytes left Redis, resident memory ${((after.rss - before.rss) / MIB).toFixed(1)} MiB more`,
  )
  expect(JSON.parse(text ?? 'null') as ServiceResponse).toMatchObject({
    requestId: 'huge',
    success: false,
    error: expect.stringMatching(/^Invalid request: the message has 67108\d+ bytes/),
  })
  expect(after.out - before.out).toBeLessThan(MIB)
  expect(after.rss - before.rss).toBeLessThan(32 * MIB)
  const [letter] = (await client.lrange('ccsp:dead-letter', 0, -1)).map((entry) => JSON.parse(entry) as DeadLetter)
  expect(letter).toMatchObject({ reason: 'too-large', isTruncated: true, requestId: 'huge' })
  expect(letter!.raw).toHaveLength(65_536)
  await isServed(client, 'after')
})

const HOSTILE: [string, string][] = [
  ['malformed JSON', '{"requestId":"x","fromAgent":"bad","type":"t",'],
  ['wrong types', '{"requestId":1,"fromAgent":{},"type":[],"prompt":null}'],
  ['missing fields', '{"requestId":"x","fromAgent":"bad"}'],
  ['10,000 levels', `{"requestId":"x","fromAgent":"bad","type":"t","prompt":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`],
  ['4 million levels', '['.repeat(4_000_000) + ']'.repeat(4_000_000)],
  ['__proto__ for fields', '{"__proto__":{"requestId":"x","fromAgent":"bad","type":"t","prompt":"p"}}'],
  ['NUL bytes', '\0'.repeat(1_000)],
  ['nothing', ''],
]

test.each(HOSTILE)('%s: a dead letter, and the next request is served', async (_, message) => {
  await using server = await startRedis()
  await using _agent = await startTestAgent(server.url)
  const client = server.client()
  await client.lpush('ccsp:requests', message)
  await isServed(client, 'next')
  expect(await client.llen('ccsp:dead-letter')).toBe(1)
  expect(await totals(client)).toEqual({ accepted: 1, duplicates: 0, rejected: 1 })
  const letter = JSON.parse((await client.lindex('ccsp:dead-letter', 0)) ?? '') as DeadLetter
  expect(Buffer.from(letter.raw, letter.encoding).toString()).toBe(message)
})

test('names with NUL bytes, line ends and colons are served like any other', async () => {
  await using server = await startRedis()
  await using _agent = await startTestAgent(server.url)
  const client = server.client()
  for (const fromAgent of ['a\0b', 'a\r\nb', 'a:b:*', '__proto__', '日本語']) {
    await client.lpush('ccsp:requests', JSON.stringify({ requestId: '\0', fromAgent, prompt: '__proto__\0', type: 't' }))
    const [, text] = (await client.brpop(`ccsp:responses:${fromAgent}`, 10)) ?? []
    expect(JSON.parse(text ?? 'null')).toMatchObject({ requestId: '\0', success: true, result: 'echo __proto__\0' })
  }
})
