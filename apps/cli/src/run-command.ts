import { CommanderError } from 'commander'
import type { Io } from './io.ts'
import type { Language } from './language.ts'
import { loadMessages, type Translate } from './messages/index.ts'
import { buildProgram } from './program/index.ts'

/** What a command line is run with. */
interface Call {
  readonly io: Io
  readonly language: Language
  readonly t: Translate
  readonly secrets: Set<string>
}

/** As `EXIT.usage`; the table of errors is loaded only when there is one. */
const USAGE = 2

/** Reads the command line, runs its command and reports what failed. @returns the exit code */
export async function runCommand(io: Io, language: Language, unknownLanguage?: string): Promise<number> {
  const call: Call = { io, language, t: await loadMessages(language), secrets: new Set() }
  try {
    if (unknownLanguage === undefined) return await parseAndRun(call)
    const { usageError } = await import('./usage.ts')
    throw usageError(call.t('usage.language', { value: unknownLanguage }), '')
  } catch (error) {
    const { reportError } = await import('./report-error.ts')
    return reportError(error, call)
  }
}

async function parseAndRun(call: Call): Promise<number> {
  let exitCode = 0
  const program = buildProgram(call, (code) => (exitCode = code))
  const { argv } = call.io
  try {
    await program.parseAsync(argv, { from: 'user' })
    return exitCode
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error
    // Help or version, as asked for.
    if (error.exitCode === 0) return 0
    // Help in place of a command that was not named.
    if (error.code === 'commander.help') return USAGE
    const { misuseError } = await import('./misuse.ts')
    throw misuseError(error, { program, argv, t: call.t })
  }
}
