import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One recorded run of the real CLI. */
export interface Capture {
  readonly name: string
  readonly format: 'text' | 'json' | 'stream-json'
  readonly exitCode: number
  readonly stdout: string
  readonly stderr: string
  /** The acceptable classes. */
  readonly expected: readonly string[]
}

const FOLDER = import.meta.dirname

/** All recorded runs, with the classes listed for them. For tests only. */
export function readCaptures(): readonly Capture[] {
  const lines = readFileSync(join(FOLDER, 'expected.tsv'), 'utf8').trim().split('\n')
  return lines.map((line) => {
    const [name = '', expected = ''] = line.split('\t')
    const capture = JSON.parse(readFileSync(join(FOLDER, 'captures', `${name}.json`), 'utf8')) as Omit<
      Capture,
      'name' | 'expected'
    >
    return { ...capture, name, expected: expected.split('|') }
  })
}

/** Names of the capture files, listed or not. */
export function captureFileNames(): string[] {
  return readdirSync(join(FOLDER, 'captures')).map((file) => file.replace(/\.json$/, ''))
}

/** The capture of that name. */
export function captureNamed(name: string): Capture {
  const capture = readCaptures().find((each) => each.name === name)
  if (capture === undefined) throw new Error(`no capture ${name}`)
  return capture
}
