import type { TestRedis } from '@ccsp/testkit'
import type { Io } from './io.ts'
import { runCli } from './run-cli.ts'

/** What a command line did. */
export interface Ran {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  readonly stdin?: string
  readonly isTerminal?: boolean
  readonly columns?: number
  readonly signal?: AbortSignal
  /** Told all of standard error after each write. */
  onStderr?(text: string): void
}

/** Runs a command line in this process, from source. */
export async function ccsp(argv: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const written = { stdout: '', stderr: '' }
  const { isTerminal = false, columns } = options
  const output = (name: 'stdout' | 'stderr') => ({
    isTTY: isTerminal,
    ...(columns === undefined ? {} : { columns }),
    write(text: string) {
      written[name] += text
      if (name === 'stderr') options.onStderr?.(written.stderr)
    },
  })
  const io: Io = {
    argv,
    env: { HOME: '/nonexistent', ...options.env },
    cwd: options.cwd ?? '/',
    stdin: inputOf(options.stdin ?? '', isTerminal),
    stdout: output('stdout'),
    stderr: output('stderr'),
    signal: options.signal ?? new AbortController().signal,
  }
  const code = await runCli(io)
  return { code, ...written }
}

/** The environment of a command that finds Redis by its settings. */
export function envOf(server: TestRedis): Record<string, string> {
  return { CCSP_REDIS_URL: server.url }
}

function inputOf(text: string, isTTY: boolean): Io['stdin'] {
  return Object.assign(
    (async function* () {
      yield Buffer.from(text)
    })(),
    { isTTY },
  )
}
