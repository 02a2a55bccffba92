import { describe, expect, test } from 'vitest'
import { toJson } from './json.ts'
import { toLine, toLines, toShortLine } from './plain-text.ts'
import { showBytes, showDuration, showTime, showUsd } from './quantities.ts'
import { renderTable, widthOf } from './table.ts'

describe('texts from outside', () => {
  test.each([
    ['\u001b[31mred\u001b[0m', '\\u001b[31mred\\u001b[0m'],
    ['a\nb\tc\rd', 'a\\u000ab\\u0009c\\u000dd'],
    ['\u009b2J', '\\u009b2J'],
    ['abc\u202edef', 'abc\\u202edef'],
    ['\u{e0041}', '\\udb40\\udc41'],
    ['\ud800', '\\ud800'],
    ['日本語 👩‍👩‍👧 é', '日本語 👩‍👩‍👧 é'],
  ])('%j is shown as %j', (text, shown) => {
    expect(toLine(text)).toBe(shown)
  })

  test('keep their lines where there is room for them', () => {
    expect(toLines('a\n\tb\u001b]0;title\u0007')).toBe('a\n\tb\\u001b]0;title\\u0007')
  })

  test('are cut between characters, not inside them', () => {
    expect(toShortLine('abcdef', 6)).toBe('abcdef')
    expect(toShortLine('abcdefg', 6)).toBe('abcde…')
    expect(toShortLine('👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 2)).toBe('👩‍👩‍👧…')
    expect(toShortLine('x'.repeat(1_000_000), 4)).toBe('xxx…')
  })
})

test('JSON stays the same value and holds no control character', () => {
  const value = { 'text\u007f': 'a\u009b\u202eb\u2028 \u001b日本\ud800' }
  const json = toJson(value)
  expect(JSON.parse(json)).toEqual(value)
  expect(json).not.toMatch(/[^\P{C}\n]/u)
})

test('columns line up, also with characters of double width', () => {
  expect(widthOf('日本go')).toBe(6)
  expect(widthOf('e\u0301')).toBe(1)
  expect(
    renderTable([
      ['ジョブ', 'X'],
      ['r1', 'y'],
      ['long-one', ''],
    ]),
  ).toBe('ジョブ    X\nr1        y\nlong-one')
})

test.each([
  [showDuration(null), '-'],
  [showDuration(12.4), '12ms'],
  [showDuration(90_000), '2m'],
  [showBytes(0), '0 B'],
  [showBytes(1023), '1023 B'],
  [showBytes(8 * 1024 * 1024), '8.0 MiB'],
  [showUsd(1.5), '$1.5000'],
  [showTime(null), '-'],
  [showTime('rubbish'), '-'],
  [showTime(new Date(2026, 0, 31, 9, 5, 7).toISOString()), '2026-01-31 09:05:07'],
])('quantities for people: %s', (shown, expected) => {
  expect(shown).toBe(expected)
})
