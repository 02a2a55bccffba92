import { describe, expect, test } from 'vitest'
import { CcspError, describeError, isCcspError, reasonOf } from './ccsp-error.ts'

const error = new CcspError('CCSP_REDIS_UNREACHABLE', { address: '127.0.0.1:6379', reason: 'refused' })

test('an error carries message, hint, exit code and retryability of its code', () => {
  expect(error.message).toBe('Redis at 127.0.0.1:6379 cannot be reached: refused')
  expect(error.hint).toContain('redis.url')
  expect({ name: error.name, exitCode: error.exitCode, isRetryable: error.isRetryable }).toEqual({
    name: 'CcspError',
    exitCode: 4,
    isRetryable: true,
  })
})

test('an error speaks Japanese with the same details', () => {
  expect(describeError(error, 'ja').message).toBe('Redis (127.0.0.1:6379) に接続できません: refused')
})

test('an error keeps its cause', () => {
  const cause = new Error('below')
  expect(new CcspError('CCSP_INTERNAL', { reason: 'x' }, { cause }).cause).toBe(cause)
})

test('a detail is filled in as it is: neither its braces nor its dollars mean anything', () => {
  expect(new CcspError('CCSP_INTERNAL', { reason: '$& {reason} $1' }).message).toBe(
    'Something failed that should not: $& {reason} $1',
  )
})

test('a place without a detail stays, even when every object has a property of that name', () => {
  const details = { reason: 'x' } as never
  expect(new CcspError('CCSP_REDIS_UNREACHABLE', details).message).toBe('Redis at {address} cannot be reached: x')
})

describe('isCcspError', () => {
  test('is true for the code asked for', () => {
    expect([isCcspError(error), isCcspError(error, 'CCSP_REDIS_UNREACHABLE'), isCcspError(error, 'CCSP_INTERNAL')]).toEqual([
      true,
      true,
      false,
    ])
  })

  test('is false for what only looks like one', () => {
    expect([isCcspError(new Error('x')), isCcspError({ code: 'CCSP_INTERNAL' }), isCcspError(undefined)]).toEqual([
      false,
      false,
      false,
    ])
  })
})

describe('reasonOf', () => {
  test.each([
    ['an error', new Error('broken'), 'broken'],
    ['an error without a message', new TypeError(), 'TypeError'],
    ['a text', 'broken', 'broken'],
    ['nothing', undefined, 'undefined'],
    [
      'an error whose message lacks its system code',
      Object.assign(new Error('no such file'), { code: 'ENOENT' }),
      'no such file (ENOENT)',
    ],
    [
      'an error whose message has its system code',
      Object.assign(new Error('ENOENT: no such file'), { code: 'ENOENT' }),
      'ENOENT: no such file',
    ],
    ['an error with a code of another kind', Object.assign(new Error('bad'), { code: 'ERR_INVALID_URL' }), 'bad'],
    ['several errors behind an empty message', new AggregateError([new Error('first'), new Error('second')], ''), 'first'],
    ['no errors behind an empty message', new AggregateError([], ''), 'AggregateError'],
  ])('gives the text of %s', (_, thrown, reason) => {
    expect(reasonOf(thrown)).toBe(reason)
  })
})
