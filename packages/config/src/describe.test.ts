import { expect, test } from 'vitest'
import { describeSettings } from './describe.ts'

const settings = describeSettings()

test('every setting is described in both languages', () => {
  expect(settings.length).toBeGreaterThan(60)
  for (const { key, description, expected } of settings) {
    const texts = [description.en, description.ja, expected.en, expected.ja]
    expect(
      texts.every((text) => text.length > 2),
      key,
    ).toBe(true)
    expect(description.ja, key).toMatch(/[\u3040-\u30ff\u4e00-\u9fff]/)
  }
})

test('every duration and size says its unit, in the name and beside it', () => {
  for (const { key, kind, unit } of settings) {
    if (kind !== 'integer' && kind !== 'number') continue
    if (key.endsWith('Ms')) expect(unit, key).toBe('ms')
    else if (key.endsWith('Bytes')) expect(unit, key).toBe('bytes')
    else if (!/[pP]ort$|seed$/.test(key)) expect(unit, key).toBeDefined()
  }
})

test('every setting that by its name holds a secret is marked so', () => {
  const marked = settings.filter(({ isSecret }) => isSecret).map(({ key }) => key)
  expect(marked).toEqual(settings.map(({ key }) => key).filter((key) => /password|token|secret|apiKey/i.test(key)))
  expect(marked).toEqual(['redis.password', 'redis.sentinelPassword', 'github.token'])
})

test('every setting has a default, a computed one, or may be missing', () => {
  const missing = settings.filter((setting) => setting.default === undefined && setting.computedDefault === undefined)
  expect(missing.every(({ kind }) => kind === 'text')).toBe(true)
})
