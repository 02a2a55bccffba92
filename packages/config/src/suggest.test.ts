import { expect, test } from 'vitest'
import { suggest } from './suggest.ts'

const NAMES = ['http.port', 'http.host', 'agent.concurrency']

test.each([
  ['http.prt', '; did you mean http.port?'],
  ['HTTP.PORT', '; did you mean http.port?'],
  ['agent.concurency', '; did you mean agent.concurrency?'],
  ['something.else', ''],
  ['', ''],
])('for %j the suggestion is %j', (word, text) => {
  expect(suggest(word, NAMES)).toBe(text)
})

test('a key of any length is answered at once', () => {
  expect(suggest('x'.repeat(1_000_000), NAMES)).toBe('')
})
