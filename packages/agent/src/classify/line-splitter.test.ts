import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLineSplitter } from './line-splitter.ts'

function split(chunks: readonly Uint8Array[], maxLineBytes = 1000): { lines: string[]; skipped: string[] } {
  const lines: string[] = []
  const skipped: string[] = []
  const splitter = createLineSplitter({
    maxLineBytes,
    onLine: (line) => lines.push(line),
    onSkippedLine: (start) => skipped.push(start),
  })
  for (const chunk of chunks) splitter.push(chunk)
  splitter.end()
  return { lines, skipped }
}

describe('the line splitter', () => {
  it('gives the same lines however the bytes are cut, inside characters too', () => {
    const lines = fc.array(fc.string({ unit: 'grapheme', minLength: 1 }).filter((line) => !line.includes('\n')))
    fc.assert(
      fc.property(lines, fc.integer({ min: 1, max: 5 }), (expected, size) => {
        const bytes = Buffer.from(expected.join('\n'))
        const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
          bytes.subarray(at * size, (at + 1) * size),
        )
        expect(split(chunks).lines).toEqual(expected)
      }),
    )
  })

  it('drops a line that is longer than the cap, and goes on with the next', () => {
    const bytes = Buffer.from(`short\n${'x'.repeat(50)}\nend`)
    for (const size of [1, 7, 100]) {
      const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) => bytes.subarray(at * size, (at + 1) * size))
      const { lines, skipped } = split(chunks, 49)
      expect(lines).toEqual(['short', 'end'])
      expect(skipped).toHaveLength(1)
      expect(skipped[0]?.startsWith('x'.repeat(49))).toBe(true)
    }
    expect(split([bytes], 50).lines).toHaveLength(3)
  })

  it('keeps a copy: the caller may write over its buffer', () => {
    const shared = Buffer.from('abc')
    const lines: string[] = []
    const splitter = createLineSplitter({ maxLineBytes: 10, onLine: (line) => lines.push(line), onSkippedLine: () => undefined })
    splitter.push(shared)
    shared.fill('z')
    splitter.end()
    expect(lines).toEqual(['abc'])
  })
})
