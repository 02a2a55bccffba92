import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { KEYS } from '../contract/keys.ts'
import { settingsOf, startFleet, type TestFleet } from '../fleet.test-support.ts'
import { listDeadLetters, takeDeadLetter } from './dead-letters.ts'
import { peekRequests, type Rejection, rejectRequest } from './request-list.ts'

const MIB = 1_048_576
let fleet: TestFleet
beforeAll(async () => {
  fleet = await startFleet({
    'intake.maxRequestBytes': 1_024,
    'intake.deadLetterEntryBytes': 64,
    'intake.deadLetterMaxCount': 5,
    'intake.deadLetterMaxBytes': 8_192,
  })
})
afterAll(async () => fleet[Symbol.asyncDispose]())
beforeEach(async () => void (await fleet.redis.flushall()))

const INVALID: Rejection = { reason: 'invalid-json', message: 'the message is not JSON', reply: null }

async function reject(raw: string | Buffer, rejection: Rejection = INVALID): Promise<void> {
  await fleet.redis.lpush(KEYS.requests, raw)
  const [message] = await peekRequests(fleet.redis, fleet.settings.intake)
  expect(await rejectRequest(fleet.redis, fleet.settings, { message: message!, rejection, at: '2026-01-01T00:00:00.000Z' })).toBe(
    true,
  )
}

test('messages are shown oldest first, up to the batch, and stay where they are', async () => {
  for (let index = 0; index < 5; index += 1) await fleet.redis.lpush(KEYS.requests, `m${index}`)
  const messages = await peekRequests(fleet.redis, { ...fleet.settings.intake, batchSize: 3 })
  expect(messages.map(({ raw }) => raw.toString())).toEqual(['m0', 'm1', 'm2'])
  expect(await fleet.redis.llen(KEYS.requests)).toBe(5)
})

test('a batch ends before it gets larger than two requests may be', async () => {
  for (let index = 0; index < 10; index += 1) await fleet.redis.lpush(KEYS.requests, 'x'.repeat(1_000))
  expect(await peekRequests(fleet.redis, fleet.settings.intake)).toHaveLength(2)
})

test('of a message over the limit only the beginning leaves Redis', async () => {
  await fleet.redis.lpush(KEYS.requests, 'x'.repeat(4 * MIB))
  const before = await bytesOut()
  const [message] = await peekRequests(fleet.redis, fleet.settings.intake)
  expect(message).toMatchObject({ sizeBytes: 4 * MIB, isOversized: true })
  expect(message!.raw).toHaveLength(64)
  expect((await bytesOut()) - before).toBeLessThan(20_000)
})

async function bytesOut(): Promise<number> {
  return Number(/total_net_output_bytes:(\d+)/.exec(await fleet.redis.info('stats'))?.[1])
}

test('a refused message leaves the list, is kept with its reason, and its sender is told', async () => {
  const response = { requestId: 'r', success: false, error: 'Invalid request: prompt', timestamp: 't' }
  await reject('{"bad":1}', {
    reason: 'invalid-request',
    message: 'prompt',
    requestId: 'r',
    fromAgent: 'a',
    reply: { key: 'ccsp:responses:a', response },
  })
  expect(await fleet.redis.llen(KEYS.requests)).toBe(0)
  expect(await listDeadLetters(fleet.redis, 10)).toEqual([
    {
      id: 1,
      at: '2026-01-01T00:00:00.000Z',
      reason: 'invalid-request',
      message: 'prompt',
      requestId: 'r',
      fromAgent: 'a',
      sizeBytes: 9,
      raw: '{"bad":1}',
      encoding: 'utf8',
      isTruncated: false,
    },
  ])
  expect(JSON.parse((await fleet.redis.rpop('ccsp:responses:a')) ?? '')).toEqual(response)
  expect(await fleet.redis.hget(KEYS.ledgerTotals, 'rejected')).toBe('1')
})

test('a message that is no longer the oldest is not refused', async () => {
  await fleet.redis.lpush(KEYS.requests, 'one')
  const [message] = await peekRequests(fleet.redis, fleet.settings.intake)
  await fleet.redis.rpop(KEYS.requests)
  const refused = { message: message!, rejection: INVALID, at: 'now' }
  expect(await rejectRequest(fleet.redis, fleet.settings, refused)).toBe(false)
  await fleet.redis.lpush(KEYS.requests, 'two')
  expect(await rejectRequest(fleet.redis, fleet.settings, refused)).toBe(false)
  expect(await fleet.redis.llen(KEYS.deadLetter)).toBe(0)
})

test('a sender whose reply key is no list does not keep its message at the head', async () => {
  await fleet.redis.set('ccsp:responses:a', 'mine')
  await reject('x', {
    ...INVALID,
    reply: { key: 'ccsp:responses:a', response: { requestId: 'r', success: false, timestamp: 't' } },
  })
  expect(await fleet.redis.llen(KEYS.deadLetter)).toBe(1)
  expect(await fleet.redis.hgetall(KEYS.ledgerTotals)).toEqual({ rejected: '1', undelivered: '1' })
})

test('dead letters are capped by count: the oldest go', async () => {
  for (let index = 0; index < 8; index += 1) await reject(`bad ${index}`)
  expect((await listDeadLetters(fleet.redis, 100)).map(({ id }) => id)).toEqual([8, 7, 6, 5, 4])
  expect(await listDeadLetters(fleet.redis, 2)).toHaveLength(2)
  expect(await listDeadLetters(fleet.redis, 0)).toEqual([])
})

test('dead letters are capped by bytes, and the count of bytes stays exact', async () => {
  const { intake } = settingsOf(fleet.server.url, {
    'intake.maxRequestBytes': 4_096,
    'intake.deadLetterMaxBytes': 8_192,
    'intake.deadLetterEntryBytes': 64,
  })
  for (let index = 0; index < 4; index += 1) {
    await fleet.redis.lpush(KEYS.requests, 'y'.repeat(3_000))
    const [message] = await peekRequests(fleet.redis, intake)
    await rejectRequest(fleet.redis, { ...fleet.settings, intake }, { message: message!, rejection: INVALID, at: 'now' })
  }
  const entries = await fleet.redis.lrange(KEYS.deadLetter, 0, -1)
  expect(entries).toHaveLength(2)
  expect(await fleet.redis.get(KEYS.deadLetterBytes)).toBe(String(entries.reduce((sum, entry) => sum + entry.length, 0)))
})

test('a message that would fill the dead letters alone keeps its beginning only', async () => {
  const { intake } = settingsOf(fleet.server.url, {
    'intake.maxRequestBytes': 65_536,
    'intake.deadLetterMaxBytes': 8_192,
    'intake.deadLetterEntryBytes': 64,
  })
  await fleet.redis.lpush(KEYS.requests, 'z'.repeat(60_000))
  const [message] = await peekRequests(fleet.redis, intake)
  await rejectRequest(fleet.redis, { ...fleet.settings, intake }, { message: message!, rejection: INVALID, at: 'now' })
  expect(await listDeadLetters(fleet.redis, 1)).toMatchObject([{ sizeBytes: 60_000, isTruncated: true, raw: 'z'.repeat(64) }])
})

const RAW: [string, Buffer][] = [
  ['text', Buffer.from('{"a":"日本語 🙂"}')],
  ['NUL bytes', Buffer.from('a\0b\0')],
  ['bytes that are no text', Buffer.from([0xff, 0xfe, 0x00, 0xc3, 0x28, 0x80])],
  ['an empty message', Buffer.alloc(0)],
]

test.each(RAW)('a dead letter of %s comes back to the list unchanged', async (_, raw) => {
  await reject(raw)
  const [letter] = await listDeadLetters(fleet.redis, 1)
  await fleet.redis.lpush(KEYS.requests, 'waits already')
  await takeDeadLetter(fleet.redis, letter!.id, true)
  const listed = await fleet.redis.lrangeBuffer(KEYS.requests, 0, -1)
  expect(listed[0]).toEqual(raw)
  expect(listed).toHaveLength(2)
  expect(await fleet.redis.llen(KEYS.deadLetter)).toBe(0)
  expect(await fleet.redis.get(KEYS.deadLetterBytes)).toBe('0')
})

test('a dropped dead letter is gone; one that is gone or was cut is refused', async () => {
  await reject('bad')
  await takeDeadLetter(fleet.redis, 1, false)
  expect(await fleet.redis.exists(KEYS.deadLetter, KEYS.requests)).toBe(0)
  await expect(takeDeadLetter(fleet.redis, 1, true)).rejects.toMatchObject({ code: 'CCSP_DEAD_LETTER_NOT_FOUND' })
  await reject('w'.repeat(2_000))
  await expect(takeDeadLetter(fleet.redis, 2, true)).rejects.toMatchObject({ code: 'CCSP_REQUEST_INVALID' })
  expect(await fleet.redis.llen(KEYS.deadLetter)).toBe(1)
})
