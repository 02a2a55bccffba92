import { expect, test } from 'vitest'
import { describeSettings, type SettingDescription } from './describe.ts'

const settings = describeSettings()

test('every setting is described in both languages', () => {
  const isDescribed = ({ description, expected }: SettingDescription) => {
    const texts = [description.en, description.ja, expected.en, expected.ja]
    return texts.every((text) => text.length > 2) && /[\u3040-\u30ff\u4e00-\u9fff]/.test(description.ja)
  }
  expect(settings.length).toBeGreaterThan(60)
  expect(settings.filter((setting) => !isDescribed(setting))).toEqual([])
})

test('every duration and size says its unit, in the name and beside it', () => {
  const isNumber = ({ kind, key }: SettingDescription) => (kind === 'integer' || kind === 'number') && !/[pP]ort$|seed$/.test(key)
  const isRight = ({ key, unit }: SettingDescription) => {
    if (key.endsWith('Ms')) return unit === 'ms'
    return key.endsWith('Bytes') ? unit === 'bytes' : unit !== undefined
  }
  const numbers = settings.filter(isNumber)
  expect(numbers.length).toBeGreaterThanOrEqual(30)
  expect(numbers.filter((setting) => !isRight(setting))).toEqual([])
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
