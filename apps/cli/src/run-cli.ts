import type { Io } from './io.ts'
import { chooseLanguage } from './language.ts'
import { readRootHelp } from './root-help.ts'

/** Runs one command line. Never rejects. @returns the exit code */
export async function runCli(io: Io): Promise<number> {
  const { language, unknown } = chooseLanguage(io.argv, io.env)
  const help = unknown === undefined ? readRootHelp(io.argv, language) : null
  if (help !== null) {
    io.stdout.write(help)
    return 0
  }
  const { runCommand } = await import('./run-command.ts')
  return runCommand(io, language, unknown)
}
