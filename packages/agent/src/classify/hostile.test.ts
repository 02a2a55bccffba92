import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { captureNamed, readCaptures } from '../../test-vectors/read-captures.ts'
import { OUTCOME_CLASSES } from './classification.ts'
import { classify } from './classify.ts'
import { classifyRecording } from './recording.ts'
import { createStreamReader } from './stream-reader.ts'

const captures = readCaptures()
const exitCodes = fc.constantFrom(0, 1, 137, 143, null)
/** Everything the CLI ever printed in the recorded runs: whole outputs, single lines, result texts, stderr. */
const errorTexts = [
  ...new Set(
    captures
      .filter(({ stdout }) => stdout.length < 10_000)
      .flatMap(({ stdout, stderr, format }) => {
        const lines = stdout.split('\n')
        const results =
          format === 'text'
            ? []
            : lines
                .flatMap((line) => /"result":("(?:[^"\\]|\\.)*")/.exec(line)?.[1] ?? [])
                .map((each) => JSON.parse(each) as string)
        return [stdout, stderr, ...lines, ...results]
      }),
  ),
]
const quotes = fc.oneof(
  fc.constantFrom(...errorTexts),
  fc.tuple(fc.string(), fc.constantFrom(...errorTexts), fc.string()).map((parts) => parts.join(' ')),
)

function reply(answer: string): object {
  return {
    type: 'result',
    subtype: 'success',
    is_error: false,
    api_error_status: null,
    result: answer,
    terminal_reason: 'completed',
    session_id: 's',
  }
}

describe('a successful answer that quotes an error', () => {
  it('is a success in json form', () => {
    fc.assert(
      fc.property(quotes, exitCodes, (answer, exitCode) => {
        expect(classifyRecording(JSON.stringify(reply(answer)), { exitCode })).toMatchObject({ class: 'success', result: answer })
      }),
    )
  })

  it('is a success in stream form, said in a message, in a tool result and in the result', () => {
    fc.assert(
      fc.property(quotes, exitCodes, (answer, exitCode) => {
        const content = [{ type: 'text', text: answer, error: 'rate_limit', is_error: true }]
        const events = [
          { type: 'system', subtype: 'init', session_id: 's', model: 'm' },
          { type: 'assistant', message: { model: 'm', content }, parent_tool_use_id: null },
          {
            type: 'user',
            message: { content: [{ type: 'tool_result', content: answer, is_error: true }] },
            tool_use_result: answer,
          },
          reply(answer),
        ]
        const text = events.map((event) => JSON.stringify(event)).join('\n')
        expect(classifyRecording(text, { exitCode })).toMatchObject({ format: 'stream-json', class: 'success', result: answer })
      }),
    )
  })

  it('is a success in text form with exit code 0', () => {
    const inProse = fc.constantFrom(...errorTexts).map((text) => `The log says:\n${text}`)
    fc.assert(
      fc.property(inProse, fc.constantFrom(0, null), (answer, exitCode) => {
        expect(classifyRecording(`${answer}\n`, { exitCode })).toMatchObject({ class: 'success', result: answer })
      }),
    )
  })
})

describe('an output that was cut', () => {
  const isStream = ({ format, stdout }: { format: string; stdout: string }): boolean =>
    format === 'stream-json' && stdout.includes('\n')
  const successes = captures.filter((capture) => isStream(capture) && capture.expected.includes('success'))

  it.each(['ok-stream', 'oauth-429-5h-stream', 'ok-stream-partial'])(
    '%s cut at every byte is a success only with a whole result',
    (name) => {
      const bytes = Buffer.from(captureNamed(name).stdout.trim())
      for (let length = 0; length < bytes.length; length += 1) {
        const reader = createStreamReader()
        reader.write(bytes.subarray(0, length))
        const facts = reader.end()
        expect(facts.result).toBeNull()
        for (const exitCode of [0, 1, 137, null]) expect(classify(facts, { exitCode, signal: null }).class).not.toBe('success')
      }
    },
  )

  it('is never a success, whichever run it was of and however it ended', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...successes),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        exitCodes,
        (capture, part, exitCode) => {
          const bytes = Buffer.from(capture.stdout.trim())
          const text = bytes.subarray(0, Math.floor(bytes.length * part)).toString('utf8')
          expect(['killed', 'malformed']).toContain(classifyRecording(text, { exitCode }).class)
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('is never a success in json form either', () => {
    const { stdout } = captureNamed('ok-json')
    for (const text of [stdout.trim(), JSON.stringify(JSON.parse(stdout), null, 2), `[${stdout.trim()}]`]) {
      for (let length = 0; length < text.length; length += 1) {
        for (const exitCode of [0, 1, 143, null]) {
          expect(['killed', 'malformed']).toContain(classifyRecording(text.slice(0, length), { exitCode }).class)
        }
      }
    }
  })
})

describe('hostile output', () => {
  it('never makes the classifier throw: random bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4000 }), exitCodes, (bytes, exitCode) => {
        const reader = createStreamReader()
        reader.write(bytes)
        reader.writeStderr(bytes)
        expect(OUTCOME_CLASSES).toContain(classify(reader.end(), { exitCode, signal: null }).class)
        expect(OUTCOME_CLASSES).toContain(classifyRecording(Buffer.from(bytes).toString('utf8'), { exitCode }).class)
      }),
    )
  })

  it('never makes the classifier throw: known events with fields of any type', () => {
    const type = fc.constantFrom('system', 'assistant', 'user', 'result', 'rate_limit_event', 'stream_event')
    const field = fc.constantFrom(
      'subtype',
      'is_error',
      'api_error_status',
      'result',
      'errors',
      'stop_reason',
      'terminal_reason',
      'usage',
      'modelUsage',
      'session_id',
      'permission_denials',
      'rate_limit_info',
      'message',
      'error',
      'total_cost_usd',
      'attempt',
      'model',
      '__proto__',
      'constructor',
      'toString',
    )
    const event = fc.tuple(
      type,
      fc.option(fc.constantFrom('init', 'api_retry', 'success', 'error_max_turns')),
      fc.array(fc.tuple(field, fc.jsonValue())),
    )
    fc.assert(
      fc.property(fc.array(event, { maxLength: 5 }), exitCodes, (events, exitCode) => {
        const lines = events.map(([each, subtype, fields]) => {
          const members = [['type', each], ...(subtype === null ? [] : [['subtype', subtype]]), ...fields]
          return `{${members.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`
        })
        const found = classifyRecording(lines.join('\n'), { exitCode })
        expect(OUTCOME_CLASSES).toContain(found.class)
        expect(found.permissionDenials.every((each) => typeof each === 'string')).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  it('a field of a wrong type leaves the others readable', () => {
    const result = {
      ...reply('pong'),
      usage: 'many',
      modelUsage: [1],
      permission_denials: 'none',
      session_id: 7,
      total_cost_usd: '1',
      errors: {},
    }
    expect(classifyRecording(JSON.stringify(result))).toMatchObject({
      class: 'success',
      result: 'pong',
      usage: null,
      sessionId: null,
      costUsd: null,
      permissionDenials: [],
    })
  })

  it('does not reach a prototype', () => {
    const members = '"__proto__":{"is_error":false,"polluted":1},"constructor":{"prototype":{"polluted":1}}'
    const line = `{"type":"result",${members},"is_error":true,"api_error_status":401,"modelUsage":{"__proto__":{"costUSD":1}},"usage":{${members}}}`
    expect(classifyRecording(line).class).toBe('login-expired')
    expect(({} as { polluted?: number }).polluted).toBeUndefined()
    const limit = `{"type":"rate_limit_event","rate_limit_info":{"status":"rejected",${members},"unifiedWindows":{"__proto__":{"utilization":1}}}}`
    expect(classifyRecording(`${limit}\n${line}`).class).toBe('login-expired')
  })

  it('of 100,000 levels is read or refused, not a crash', () => {
    const deep = '['.repeat(100_000) + ']'.repeat(100_000)
    const event = `{"type":"result","is_error":false,"result":"pong","usage":${deep},"permission_denials":${deep}}`
    expect(OUTCOME_CLASSES).toContain(classifyRecording(event).class)
    expect(OUTCOME_CLASSES).toContain(classifyRecording(deep).class)
    expect(OUTCOME_CLASSES).toContain(classifyRecording('{"type":"result","a":'.repeat(100_000)).class)
  })

  it('with names without end is cut to names that can be stored', () => {
    const long = 'x'.repeat(1_000_000)
    const denials = Array.from({ length: 5000 }, (_, at) => ({ tool_name: `tool${at}` }))
    const found = classifyRecording(
      JSON.stringify({ ...reply('pong'), session_id: long, modelUsage: { [long]: {} }, permission_denials: denials }),
    )
    expect(found).toMatchObject({ class: 'success', sessionId: null, model: null })
    expect(found.permissionDenials).toHaveLength(100)
    const failed = classifyRecording(JSON.stringify({ ...reply(long), is_error: true }))
    expect(failed.reason.length).toBeLessThan(1000)
  })
})
