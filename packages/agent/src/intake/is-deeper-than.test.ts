import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isDeeperThan } from './is-deeper-than.ts'

function depthOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  return 1 + Math.max(0, ...Object.values(value).map(depthOf))
}

test('the depth of any JSON is measured exactly, whatever its strings hold', () => {
  const json = fc.oneof(
    fc.jsonValue({ maxDepth: 5 }),
    fc.dictionary(fc.constantFrom('{', ']', '"', '\\'), fc.constantFrom('[[[', '\\"{', '\\\\')),
  )
  fc.assert(
    fc.property(json, (value) => {
      const depth = depthOf(value)
      const text = Buffer.from(JSON.stringify(value))
      expect(isDeeperThan(text, depth)).toBe(false)
      if (depth > 0) expect(isDeeperThan(text, depth - 1)).toBe(true)
    }),
  )
})

test('text that is no JSON is measured too', () => {
  expect(isDeeperThan(Buffer.from(']]]]'), 0)).toBe(false)
  expect(isDeeperThan(Buffer.from('[[['), 2)).toBe(true)
  expect(isDeeperThan(Buffer.from('"[[[\\'), 0)).toBe(false)
})
