import { describe, expect, test } from 'vitest'
import { CcspError } from './ccsp-error.ts'
import { createRedactor, isSecretKey, MASK } from './redaction.ts'

const SECRET = 'p@ss/w"rd+ä$&;x'
const redactor = createRedactor([SECRET])
const byShape = createRedactor()

/** What must not be left of the secret in any form. */
function expectClean(text: string): void {
  for (const part of [
    'p@ss',
    'p%40ss',
    'w"rd',
    'w\\"rd',
    'w%22rd',
    SECRET,
    Buffer.from(SECRET).toString('base64').slice(0, 12),
  ]) {
    expect(text).not.toContain(part)
  }
}

describe('a known value', () => {
  test.each([
    ['in a text', `login with ${SECRET} failed`],
    ['twice in a text', `${SECRET} and ${SECRET}`],
    ['in a query', `https://host/?key=${encodeURIComponent(SECRET)}&a=b`],
    ['in a form', new URLSearchParams({ key: SECRET }).toString()],
    ['in JSON', JSON.stringify({ note: SECRET })],
    ['in base64', `header ${Buffer.from(SECRET).toString('base64')}`],
    ['in base64 for URLs', `header ${Buffer.from(SECRET).toString('base64url')}`],
    ['amid other bytes in base64', Buffer.from(`user:${SECRET}:more`).toString('base64')],
    ['one byte further in base64', Buffer.from(`user1:${SECRET}:more`).toString('base64')],
    ['two bytes further in base64', Buffer.from(`user12:${SECRET}:more`).toString('base64')],
  ])('is masked %s', (_, text) => {
    const output = redactor.text(text)
    expect(output).toContain(MASK)
    expectClean(output)
  })

  test('is masked inside a URL that a library made', () => {
    const url = new URL('redis://host:6379')
    url.password = SECRET
    const text = `cannot connect to ${url.href}`
    expect(redactor.text(text)).toBe(`cannot connect to redis://:${MASK}@host:6379`)
  })

  test('goes as a whole when another known value is part of it', () => {
    expect(createRedactor(['abcdef', 'abcdef-ghijkl']).text('x abcdef-ghijkl y')).toBe(`x ${MASK} y`)
  })

  test('shorter than six characters is not searched for: it would tear holes into every text', () => {
    expect(createRedactor(['', 'a', 'admin']).text('admin says a')).toBe('admin says a')
  })
})

describe('the shape of a secret', () => {
  test.each([
    ['a password in a URL', 'redis://user:hunter2@host/0', `redis://user:${MASK}@host/0`],
    ['a password with an @ in a URL', 'redis://:hunter@2@host', `redis://:${MASK}@host`],
    ['an Anthropic key', 'key sk-ant-api03-abcdefghijk', `key ${MASK}`],
    ['a GitHub token', 'ghp_abcdefghijklmnopqrst', MASK],
    ['a bearer token', 'Authorization: Bearer abc.def-ghi', `Authorization: Bearer ${MASK}`],
    ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- rest', `${MASK} rest`],
    ['the start of a private key', '-----BEGIN PRIVATE KEY-----\nMIIE', MASK],
    ['an age identity', 'AGE-SECRET-KEY-1QQQQQQ', MASK],
    ['an assignment', 'password=hunter2 next', `password=${MASK} next`],
    ['a variable', 'REDIS_PASSWORD=hunter2 GITHUB_TOKEN=abc', `REDIS_PASSWORD=${MASK} GITHUB_TOKEN=${MASK}`],
    ['a JSON property', '{"password":"hunter2","a":1}', `{"password":"${MASK}","a":1}`],
    [
      'a JSON property with spaces and quotes',
      '{"redisPassword": "hun ter, \\"2\\"", "a": 1}',
      `{"redisPassword": "${MASK}", "a": 1}`,
    ],
    ['JSON inside JSON', '{"text":"{\\"token\\":\\"hun ter\\"}"}', `{"text":"{\\"token\\":\\"${MASK}\\"}"}`],
    ['a hook of Slack', 'https://hooks.slack.com/services/T0/B0/xyz', `https://hooks.slack.com/services/${MASK}`],
  ])('is masked: %s', (_, text, masked) => {
    expect(byShape.text(text)).toBe(masked)
  })

  test('leaves ordinary texts alone', () => {
    for (const text of [
      'http://host:9100/metrics',
      'mail me@example.org',
      'inputTokens: 12',
      'a token of love',
      'at 12:30 user@host',
    ]) {
      expect(byShape.text(text)).toBe(text)
    }
  })

  test('hostile texts of a megabyte take no more than linear work', { timeout: 20_000 }, () => {
    for (const piece of ['a-', 'a://b:', 'token="', "password='\\", '-----BEGIN PRIVATE KEY', 'Bearer ', 'x:y@', ' ']) {
      expect(typeof byShape.text(piece.repeat(1_000_000 / piece.length))).toBe('string')
    }
  })
})

describe('a value', () => {
  test('is masked by the name of its property, at any depth and in lists', () => {
    const value = { redis: { password: 'x', host: 'h' }, list: [{ apiKey: 'y' }], cookies: ['z'], githubToken: 5 }
    expect(redactor.value(value)).toEqual({
      redis: { password: MASK, host: 'h' },
      list: [{ apiKey: MASK }],
      cookies: [MASK],
      githubToken: MASK,
    })
  })

  test('keeps what is no secret: empty texts, booleans, dates, and the counts of tokens', () => {
    const value = { password: '', hasToken: true, at: new Date(0), inputTokens: 7, none: null }
    expect(redactor.value(value)).toEqual(value)
  })

  test('is masked by value inside the message, stack, details and cause of an error', () => {
    const cause = Object.assign(new Error(`AUTH ${SECRET} failed`), { command: { args: [SECRET] } })
    const error = new CcspError('CCSP_REDIS_AUTH', { address: 'h', reason: `wrong ${SECRET}`, password: 'other' }, { cause })
    const output = redactor.value({ err: error })
    expectClean(JSON.stringify(output))
    expect(output).toMatchObject({
      err: { type: 'CcspError', code: 'CCSP_REDIS_AUTH', details: { password: MASK }, cause: { message: `AUTH ${MASK} failed` } },
    })
  })

  test('is masked inside the errors of an AggregateError', () => {
    const output = redactor.value(new AggregateError([new Error(`a ${SECRET}`)], 'many'))
    expect(output).toMatchObject({ type: 'AggregateError', errors: [{ message: `a ${MASK}` }] })
  })

  test('is not changed itself', () => {
    const value = { password: 'x' }
    redactor.value(value)
    expect(value).toEqual({ password: 'x' })
  })

  test('that holds itself is cut there', () => {
    const value: Record<string, unknown> = { name: 'a' }
    value['self'] = [value, value]
    expect(redactor.value(value)).toEqual({ name: 'a', self: [MASK, MASK] })
  })

  test('nested beyond reason is cut without overflow', () => {
    let value: unknown = SECRET
    for (let depth = 0; depth < 20_000; depth++) value = { value }
    const output = JSON.stringify(redactor.value(value))
    expect(output).toContain(MASK)
    expectClean(output)
  })

  test('with a property named __proto__ changes no prototype', () => {
    const output = redactor.value(JSON.parse('{"__proto__": {"isAdmin": true}}')) as Record<string, unknown>
    expect(output['isAdmin']).toBeUndefined()
    expect(({} as Record<string, unknown>)['isAdmin']).toBeUndefined()
  })

  test('of binary data is told by its size', () => {
    expect(redactor.value({ body: Buffer.from(SECRET) })).toEqual({ body: `(${Buffer.byteLength(SECRET)} bytes)` })
  })
})

test('isSecretKey knows the names of secrets', () => {
  const secret = [
    'password',
    'redisPassword',
    'sentinel_password',
    'token',
    'githubToken',
    'apiKey',
    'api_key',
    'clientSecret',
    'Authorization',
    'privateKey',
    'set-cookie',
  ]
  expect(secret.filter((key) => !isSecretKey(key))).toEqual([])
  expect(['host', 'inputTokens', 'passed', 'keyCount', 'author'].filter(isSecretKey)).toEqual([])
})
