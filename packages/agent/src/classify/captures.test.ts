import { describe, expect, it } from 'vitest'
import { OUTCOME_CLASSES } from './classification.ts'
import { classify } from './classify.ts'
import { classifyRecording } from './recording.ts'
import { createStreamReader } from './stream-reader.ts'
import { type Capture, captureFileNames, readCaptures } from '../../test-vectors/read-captures.ts'

const captures = readCaptures()
const streams = captures.filter(({ format }) => format === 'stream-json')
const cells = captures.map((capture) => [capture.name, capture] as const)

function classifyLive(capture: Capture, chunkBytes: number): ReturnType<typeof classify> {
  const reader = createStreamReader()
  const bytes = Buffer.from(capture.stdout)
  for (let at = 0; at < bytes.length; at += chunkBytes) reader.write(bytes.subarray(at, at + chunkBytes))
  reader.writeStderr(capture.stderr)
  return classify(reader.end(), { exitCode: capture.exitCode, signal: null })
}

describe('recorded runs of the real CLI', () => {
  it('are all listed, and all classes but stalled occur among them', () => {
    expect(captureFileNames().toSorted()).toEqual(captures.map(({ name }) => name).toSorted())
    const covered = new Set(captures.map((capture) => classifyRecording(capture.stdout, capture).class))
    expect(OUTCOME_CLASSES.filter((each) => !covered.has(each))).toEqual(['stalled'])
  })

  it.each(cells)('%s is one of its listed classes', (_name, capture) => {
    expect(capture.expected).toContain(classifyRecording(capture.stdout, capture).class)
  })

  // Without output, or with a lone result line, there is no telling which format was asked for.
  const isTelling = ({ stdout, format }: Capture): boolean =>
    stdout.trim().includes('\n') || (stdout !== '' && format !== 'stream-json')

  it.each(cells.filter(([, capture]) => isTelling(capture)))(
    '%s is recognised as the format it was asked for',
    (_name, capture) => {
      expect(classifyRecording(capture.stdout, capture).format).toBe(capture.format)
    },
  )

  it.each(streams.map((capture) => [capture.name, capture] as const))(
    '%s is the same read live, in any pieces',
    (_name, capture) => {
      const { format: _format, ...recorded } = classifyRecording(capture.stdout, capture)
      expect(classifyLive(capture, 7)).toEqual(recorded)
      expect(classifyLive(capture, 1_000_000)).toEqual(recorded)
    },
  )

  const isWholeJson = ({ name, format, stdout }: Capture): boolean => format === 'json' && stdout !== '' && name !== 'long-json'

  it.each(cells.filter(([, capture]) => isWholeJson(capture)))(
    '%s read as a single stream line is the same class',
    (_name, capture) => {
      expect(capture.expected).toContain(classifyLive(capture, 4096).class)
    },
  )

  const hasResult = ({ name, format, stdout }: Capture): boolean =>
    format !== 'text' && stdout.includes('"type":"result"') && name !== 'long-json'

  it.each(cells.filter(([, capture]) => hasResult(capture)))('%s does not depend on the exit code', (_name, capture) => {
    const classes = [0, 1, 137, null].map((exitCode) => classifyRecording(capture.stdout, { exitCode }).class)
    expect(new Set(classes).size).toBe(1)
  })
})

describe('what is told besides the class', () => {
  const of = (name: string): ReturnType<typeof classifyRecording> => {
    const capture = captures.find((each) => each.name === name)
    if (capture === undefined) throw new Error(name)
    return classifyRecording(capture.stdout, capture)
  }

  it('a closed window in stream form names the window and the reset', () => {
    expect(of('oauth-429-5h-stream')).toMatchObject({
      retry: 'park-until-reset',
      window: 'five_hour',
      resetsAt: '2026-11-23T18:37:28.000Z',
      result: null,
      overage: false,
    })
    expect(of('oauth-429-7dopus-stream')).toMatchObject({ window: 'seven_day_opus' })
  })

  it('a closed window in json and text form has no reset, and the window only from the sentence', () => {
    for (const form of ['json', 'text']) {
      expect(of(`made-oauth-4295h-${form}`)).toMatchObject({ class: 'usage-limit', window: 'five_hour', resetsAt: null })
      expect(of(`made-oauth-4297d-${form}`)).toMatchObject({ class: 'usage-limit', window: 'seven_day', resetsAt: null })
    }
  })

  it('a rejected event without a reset does not park', () => {
    expect(of('oauth-429-nohdr-r1-stream')).toMatchObject({ retry: 'back-off', window: null, resetsAt: null })
  })

  it('a served run on overage says so, a warning does not', () => {
    expect(of('oauth-overage-stream')).toMatchObject({ class: 'success', overage: true, window: null, resetsAt: null })
    expect(of('oauth-warn5h-stream')).toMatchObject({ class: 'success', overage: false })
  })

  it('refused tools are named on a success', () => {
    expect(of('tool-default-json')).toMatchObject({ class: 'success', permissionDenials: ['Bash'] })
    expect(of('tool-bypass-sandbox-json')).toMatchObject({ permissionDenials: [] })
  })

  it('session, model, cost and tokens are read, also of a failed run', () => {
    expect(of('ok-stream')).toMatchObject({
      result: 'pong',
      model: 'claude-opus-4-8[1m]',
      costUsd: 0.00009999999999999999,
      usage: { input: 10, output: 2, cacheRead: 0, cacheCreation: 0 },
    })
    expect(of('ok-stream').sessionId).toMatch(/^[0-9a-f-]{36}$/)
    expect(of('toolloop-maxturns-json')).toMatchObject({ class: 'max-turns', costUsd: 0.00165, result: null })
    expect(of('sigterm-stream')).toMatchObject({ class: 'killed', model: 'claude-opus-4-8[1m]', costUsd: null })
    expect(of('sigterm-stream').sessionId).toMatch(/^[0-9a-f-]{36}$/)
  })

  it('a text answer loses only the newline that the CLI adds', () => {
    expect(of('ok-text')).toMatchObject({ class: 'success', result: 'pong', sessionId: null, costUsd: null })
  })
})
