import { describe, expect, it } from 'vitest'
import { captureNamed } from '../../test-vectors/read-captures.ts'
import { classify } from './classify.ts'
import { createStreamReader, type StreamSignal } from './stream-reader.ts'

function signalsOf(name: string): StreamSignal[] {
  const signals: StreamSignal[] = []
  const reader = createStreamReader({ onSignal: (signal) => signals.push(signal) })
  reader.write(captureNamed(name).stdout)
  reader.end()
  return signals
}

describe('the stream reader', () => {
  it('signals the first refused login while the CLI still retries', () => {
    const signals: StreamSignal[] = []
    const reader = createStreamReader({ onSignal: (signal) => signals.push(signal) })
    const lines = captureNamed('e401-key-default-stream').stdout.split('\n')
    reader.write(`${lines[0]}\n${lines[1]}\n`)
    expect(signals.map(({ kind }) => kind)).toEqual(['started', 'retrying'])
    expect(signals[1]).toMatchObject({ retry: { attempt: 1, maxRetries: 10, status: 401, error: 'authentication_failed' } })
    expect(reader.facts).toMatchObject({
      retryCount: 1,
      result: null,
      init: { apiKeySource: 'ANTHROPIC_API_KEY', version: '2.1.197' },
    })
  })

  it('signals each step of a run once, in order', () => {
    expect(signalsOf('oauth-warn5h-stream').map(({ kind }) => kind)).toEqual(['started', 'answering', 'rate-limit', 'result'])
    expect(signalsOf('oauth-429-5h-stream').map(({ kind }) => kind)).toEqual(['started', 'rate-limit', 'result'])
    expect(signalsOf('key-429short-stream').map(({ kind }) => kind)).toEqual([
      'started',
      'retrying',
      'retrying',
      'answering',
      'result',
    ])
  })

  it('signals a result that no newline has followed yet only at the end', () => {
    const kinds: string[] = []
    const reader = createStreamReader({ onSignal: ({ kind }) => kinds.push(kind) })
    reader.write('{"type":"result","is_error":false,"result":"x"}')
    expect(kinds).toEqual([])
    expect(reader.end().result?.text).toBe('x')
    expect(kinds).toEqual(['result'])
    reader.end()
    expect(kinds).toEqual(['result'])
  })

  it('keeps only the end of stderr and the beginning of stray text', () => {
    const reader = createStreamReader({ maxStderrBytes: 10 })
    for (let i = 0; i < 1000; i += 1) {
      reader.writeStderr(`line ${i}\n`)
      reader.write(`stray ${i}\n`)
    }
    const facts = reader.end()
    expect(facts.stderrTail).toBe('8\nline 999\n'.slice(-10))
    expect(facts.plainText.length).toBe(4096)
    expect(facts.plainText.startsWith('stray 0\nstray 1\n')).toBe(true)
    expect(facts).toMatchObject({ otherLineCount: 1000, jsonLineCount: 0 })
  })

  it('drops a line above the cap and reads the result after it', () => {
    const reader = createStreamReader({ maxLineBytes: 1024 * 1024 })
    const piece = Buffer.alloc(64 * 1024, 'x')
    reader.write('{"type":"user","message":"')
    for (let i = 0; i < 160; i += 1) reader.write(piece)
    reader.write('"}\n{"type":"result","subtype":"success","is_error":false,"result":"pong"}\n')
    const facts = reader.end()
    expect(facts).toMatchObject({ skippedLineCount: 1, isResultSkipped: false, result: { text: 'pong' } })
    expect(JSON.stringify(facts).length).toBeLessThan(2000)
  })

  it('says that it was the result line that was too long', () => {
    const reader = createStreamReader({ maxLineBytes: 1000 })
    reader.write(`{"type":"result","is_error":false,"result":"${'x'.repeat(2000)}"}\n`)
    const facts = reader.end()
    expect(facts).toMatchObject({ result: null, isResultSkipped: true, skippedLineCount: 1 })
    expect(classify(facts, { exitCode: 0, signal: null })).toMatchObject({
      class: 'malformed',
      reason: expect.stringContaining('cap'),
    })
  })

  it('holds a bounded amount while 64 MB go through', () => {
    const reader = createStreamReader({ maxLineBytes: 256 * 1024 })
    const line = `${JSON.stringify({ type: 'stream_event', event: { text: 'y'.repeat(100_000) } })}\n`
    const endless = Buffer.alloc(100_000, 'z')
    globalThis.gc?.()
    const before = process.memoryUsage().arrayBuffers
    for (let i = 0; i < 320; i += 1) {
      reader.write(line)
      reader.write(endless)
      if (i % 100 === 0) reader.write('\n')
    }
    expect(JSON.stringify(reader.facts).length).toBeLessThan(10_000)
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(48 * 1024 * 1024)
  })
})
