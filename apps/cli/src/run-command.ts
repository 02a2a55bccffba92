import { CommanderError } from 'commander'
import type { Io } from './io.ts'
import type { Language } from './language.ts'
import { loadMessages, type Translate } from './messages/index.ts'
import { buildProgram } from './program/index.ts'

/** Reads the command line, runs its command and reports what failed. @returns the exit code */
export async function runCommand(io: Io, language: Language, unknownLanguage?: string): Promise<number> {
  const t = await loadMessages(language)
  const secrets = new Set<string>()
  const report = async (error: unknown): Promise<number> => {
    const { reportError } = await import('./report-error.ts')
    return reportError(error, { io, language, t, secrets })
  }
  try {
    if (unknownLanguage !== undefined) throw await languageError(t, unknownLanguage)
    return await parseAndRun({ io, language, t, secrets })
  } catch (error) {
    return report(error)
  }
}

async function parseAndRun(deps: { io: Io; language: Language; t: Translate; secrets: Set<string> }): Promise<number> {
  let exitCode = 0
  const program = buildProgram(deps, (code) => (exitCode = code))
  try {
    await program.parseAsync(deps.io.argv, { from: 'user' })
  } catch (error) {
    // Help and version were printed by then.
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    throw error
  }
  return exitCode
}

async function languageError(t: Translate, value: string): Promise<Error> {
  const { usageError } = await import('./usage.ts')
  return usageError(t('usage.language', { value }), '')
}
