import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { settingsOf } from '../agent.test-support.ts'
import { parseRequest } from './parse-request.ts'

const { intake } = settingsOf('redis://unused')
const NOW = Date.parse('2026-01-01T00:00:00Z')

function parse(document: unknown) {
  const raw = Buffer.isBuffer(document)
    ? document
    : Buffer.from(typeof document === 'string' ? document : JSON.stringify(document))
  return parseRequest({ signature: 's', sizeBytes: raw.length, raw, isOversized: false }, intake, NOW)
}

const BASE = { requestId: 'r-1', fromAgent: 'Agent', prompt: 'hello' }

/** The part of a valid message's outcome that a test is about. */
function requestOf(document: unknown) {
  const parsed = parse(document)
  return parsed.isValid ? parsed.data.request : expect.fail(parsed.rejection.message)
}

function rejectionOf(document: unknown) {
  const parsed = parse(document)
  return parsed.isValid ? expect.fail('it was taken') : parsed.rejection
}

test.each([
  [{ type: 't' }, 'ccsp:responses:Agent'],
  [{ type: 't', timestamp: 1 }, 'ccsp:responses:Agent'],
  [{ type: 't', taskType: 'x' }, 'ccsp:responses:Agent'],
  [{ type: 't', taskType: 'x', timestamp: null }, 'ccsp:responses:Agent'],
  [{ taskType: 'x', timestamp: '2026' }, 'ccsp:response:Agent'],
  [{ taskType: 'x' }, 'ccsp:response:agent'],
])('the reply to %j goes to %s, also when the request is refused', (extra, key) => {
  const parsed = parse({ ...BASE, ...extra })
  expect(parsed).toMatchObject({ isValid: true, data: { replyKey: key, receivedAt: NOW } })
  expect(rejectionOf({ ...BASE, ...extra, prompt: 7 }).reply).toMatchObject({
    key,
    response: { requestId: 'r-1', success: false, error: expect.stringMatching(/^Invalid request: prompt/) },
  })
})

test('every field of the contract is taken over, and nothing else', () => {
  const document = {
    ...BASE,
    type: 'code',
    systemPrompt: 's',
    includeFiles: ['/a'],
    modelPreference: { primary: 'p', fallback: 'f' },
    continueExecution: true,
    context: { workingDirectory: '/w', timeout: 1_500.4, priority: 'high', other: 1 },
    metadata: { a: 1 },
    taskId: 9,
    taskData: {},
    unknown: [],
    ['__proto__']: { polluted: true },
  }
  const request = requestOf(
    JSON.stringify(document).replace('"unknown"', '"__proto__":{"prompt":"evil","polluted":true},"unknown"'),
  )
  expect(request).toEqual({
    requestId: 'r-1',
    fromAgent: 'Agent',
    prompt: 'hello',
    priority: 'high',
    type: 'code',
    includeFiles: ['/a'],
    isContinued: true,
    systemPrompt: 's',
    model: 'p',
    fallbackModel: 'f',
    workingDirectory: '/w',
    timeoutMs: 1_500,
  })
  expect(({} as { polluted?: boolean }).polluted).toBeUndefined()
})

test('the priority at the top wins, then that of the context, then normal', () => {
  expect(requestOf({ ...BASE, type: 't', priority: 'urgent', context: { priority: 'low' } }).priority).toBe('urgent')
  expect(requestOf({ ...BASE, type: 't', context: { priority: 'low' } }).priority).toBe('low')
  expect(requestOf({ ...BASE, type: 't', context: null, modelPreference: null }).priority).toBe('normal')
})

test('a delay is in ms and bounded', () => {
  expect(parse({ ...BASE, type: 't', context: { delay: 1_500 } })).toMatchObject({ isValid: true, delayMs: 1_500 })
  expect(rejectionOf({ ...BASE, type: 't', context: { delay: 1e15 } }).message).toMatch(/^context\.delay/)
})

const BAD: [string, unknown, string, string][] = [
  ['no JSON', '{"requestId":"r-1","fromAgent":"a","type":"t"', 'invalid-json', 'ccsp:responses:a'],
  [
    'no JSON, without timestamp or type',
    '{"requestId":"r-1","fromAgent":"Ab","taskType":"t"',
    'invalid-json',
    'ccsp:response:ab',
  ],
  ['an array', '[]', 'invalid-request', ''],
  ['null', 'null', 'invalid-request', ''],
  ['a number', '17', 'invalid-request', ''],
  ['nothing', '', 'invalid-json', ''],
  ['NUL bytes', '\0\0', 'invalid-json', ''],
  ['no type', BASE, 'invalid-request', 'ccsp:responses:Agent'],
  ['an empty prompt', { ...BASE, type: 't', prompt: '' }, 'invalid-request', 'ccsp:responses:Agent'],
  ['a prompt that is no text', { ...BASE, type: 't', prompt: { toString: 1 } }, 'invalid-request', 'ccsp:responses:Agent'],
  ['a wrong priority', { ...BASE, type: 't', priority: 'highest' }, 'invalid-request', 'ccsp:responses:Agent'],
  ['a context that is no object', { ...BASE, type: 't', context: 'x' }, 'invalid-request', 'ccsp:responses:Agent'],
  ['a negative timeout', { ...BASE, type: 't', context: { timeout: -1 } }, 'invalid-request', 'ccsp:responses:Agent'],
  ['an id that is a number', { ...BASE, type: 't', requestId: 5 }, 'invalid-request', ''],
  ['a name of a thousand characters', { ...BASE, type: 't', fromAgent: 'n'.repeat(1_000) }, 'invalid-request', ''],
  [
    'bytes that are no text',
    Buffer.concat([
      Buffer.from('{"requestId":"r-1","fromAgent":"a","type":"t","prompt":"'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"}'),
    ]),
    'invalid-json',
    'ccsp:responses:a',
  ],
  [
    'ten thousand levels',
    `{"requestId":"r-1","fromAgent":"a","type":"t","prompt":"p","metadata":${'['.repeat(10_000)}${']'.repeat(10_000)}}`,
    'invalid-json',
    'ccsp:responses:a',
  ],
]

test.each(BAD)('%s: refused with its reason, and told to whom it can be', (...[, document, reason, key]) => {
  const rejection = rejectionOf(document)
  expect(rejection.reason).toBe(reason)
  expect(rejection.reply?.key ?? '').toBe(key)
  if (key !== '') expect(rejection.reply?.response).toMatchObject({ requestId: 'r-1', success: false })
})

test('of a message over the limit its sender is read from the beginning', () => {
  const raw = Buffer.from('{"requestId":"r-\\u0031","fromAgent":"a","type":"t","prompt":"xxx')
  expect(parseRequest({ signature: 's', sizeBytes: 99_000_000, raw, isOversized: true }, intake, NOW)).toMatchObject({
    isValid: false,
    rejection: { reason: 'too-large', requestId: 'r-1', reply: { key: 'ccsp:responses:a' } },
  })
})

describe('whatever is sent', () => {
  const field = fc.oneof(fc.json(), fc.string(), fc.constant(undefined), fc.anything())
  const almost = fc.record({
    requestId: field,
    fromAgent: field,
    prompt: field,
    type: field,
    taskType: field,
    context: field,
    priority: field,
    timestamp: field,
    includeFiles: field,
  })

  test('it is taken or refused, never thrown at', () => {
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.string(), fc.json()), (text) => void parse(Buffer.from(text as string))),
      { numRuns: 500, seed: 7 },
    )
    fc.assert(
      fc.property(almost, (document) => {
        const text = (() => {
          try {
            return JSON.stringify(document) as string | undefined
          } catch {
            return undefined
          }
        })()
        if (text !== undefined) parse(text)
      }),
      { numRuns: 500, seed: 8 },
    )
  })
})
