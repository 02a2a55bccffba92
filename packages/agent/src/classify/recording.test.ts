import { describe, expect, it } from 'vitest'
import { captureNamed } from '../../test-vectors/read-captures.ts'
import { classifyRecording } from './recording.ts'

const pretty = (text: string): string => JSON.stringify(JSON.parse(text), null, 2)

describe('a recording', () => {
  it.each(['ok-json', 'nologin-json', 'e400long-json', 'toolloop-maxturns-json', 'refusal-json'])(
    '%s may be pretty-printed',
    (name) => {
      const capture = captureNamed(name)
      const { format, ...found } = classifyRecording(pretty(capture.stdout), {})
      expect(format).toBe('json')
      expect(found).toEqual((({ format: _format, ...rest }) => rest)(classifyRecording(capture.stdout, {})))
      expect(capture.expected).toContain(found.class)
    },
  )

  it('may be a JSON array of all messages, pretty-printed or not', () => {
    const lines = captureNamed('oauth-429-5h-stream').stdout.trim().split('\n')
    const list = `[${lines.join(',')}]`
    for (const text of [list, pretty(list), captureNamed('made-4295h-jsonverbose').stdout]) {
      expect(classifyRecording(text)).toMatchObject({ format: 'json', class: 'usage-limit', window: 'five_hour' })
    }
  })

  it('may begin with a byte order mark and end its lines with CR LF', () => {
    const text = `\uFEFF${captureNamed('oauth-429-5h-stream').stdout.replaceAll('\n', '\r\n')}`
    expect(classifyRecording(text)).toMatchObject({ format: 'stream-json', class: 'usage-limit' })
  })

  it('of nothing is killed without an exit code, and malformed with 0', () => {
    for (const text of ['', '\n', '  \r\n']) expect(classifyRecording(text).class).toBe('killed')
    expect(classifyRecording('', { exitCode: 0 }).class).toBe('malformed')
    expect(classifyRecording('', { exitCode: 143 }).class).toBe('killed')
    expect(classifyRecording('\n', { exitCode: 0 })).toMatchObject({ class: 'success', result: '' })
  })

  it('of nothing but a complaint is what the complaint says', () => {
    const stderr = 'Error: When using --print, --output-format=stream-json requires --verbose'
    expect(classifyRecording('', { stderr }).class).toBe('invalid-use')
    expect(classifyRecording('', { stderr, exitCode: 1 }).class).toBe('invalid-use')
  })

  it('of an answer is a success whatever stderr says', () => {
    expect(classifyRecording('pong\n', { stderr: 'Warning: no stdin data received in 3s', exitCode: 0 }).class).toBe('success')
    expect(classifyRecording(captureNamed('ok-json').stdout, { stderr: 'Error: x', exitCode: 1 }).class).toBe('success')
  })

  it('of a text that is JSON is a text', () => {
    for (const text of [
      '{"name":"x"}\n',
      '[1,2]\n',
      '{"type":"object","properties":{}}\n',
      '{"a":1}\nThat is the file.\n',
      '{\n  "a": 1\n}\nDone.\n',
    ]) {
      expect(classifyRecording(text, { exitCode: 0 })).toMatchObject({ format: 'text', class: 'success' })
      expect(classifyRecording(text)).toMatchObject({ format: 'text', class: 'success' })
    }
  })

  it('of a text that quotes lines of a stream is a text', () => {
    const quoted = captureNamed('oauth-429-5h-stream').stdout
    for (const exitCode of [0, null]) {
      expect(classifyRecording(`This is what I found:\n${quoted}`, { exitCode })).toMatchObject({
        format: 'text',
        class: 'success',
      })
    }
  })

  it('of text is an error without an exit code only when it is a sentence of the CLI and nothing else', () => {
    expect(classifyRecording("You've hit your session limit · resets 6:37pm (UTC)\n").class).toBe('usage-limit')
    expect(classifyRecording("The CLI says: You've hit your session limit · resets 6:37pm (UTC)\n").class).toBe('success')
    expect(classifyRecording("You've hit your session limit · resets 6:37pm (UTC)\n", { exitCode: 0 }).class).toBe('success')
    expect(classifyRecording('Claude AI usage limit reached|1795459048\n', { exitCode: 0 })).toMatchObject({
      class: 'usage-limit',
      resetsAt: '2026-11-23T18:37:28.000Z',
    })
  })

  it('that the recorder cut is told by the fields before the answer, when the CLI exited with 0', () => {
    const { stdout } = captureNamed('long-json')
    expect(() => JSON.parse(stdout)).toThrow(SyntaxError)
    expect(classifyRecording(stdout, { exitCode: 0 })).toMatchObject({ class: 'success', result: null })
    expect(classifyRecording(stdout, { exitCode: 1 }).class).toBe('malformed')
    expect(classifyRecording(stdout, { exitCode: 137 }).class).toBe('killed')
    expect(classifyRecording(stdout).class).toBe('killed')
    expect(classifyRecording(stdout.slice(0, 2000), { exitCode: 0 }).class).toBe('malformed')
    expect(classifyRecording(stdout.replace('"is_error":false', '"is_error":true'), { exitCode: 0 }).class).toBe('malformed')
  })
})
