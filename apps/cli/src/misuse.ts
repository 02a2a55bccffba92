import type { CcspError } from '@ccsp/foundation'
import type { Command, CommanderError } from 'commander'
import type { MessageKey } from './messages/en.ts'
import type { Translate } from './messages/index.ts'
import { usageError } from './usage.ts'

/** Our texts for what commander finds wrong. */
const TEXTS = {
  'commander.missingArgument': 'usage.missingArgument',
  'commander.optionMissingArgument': 'usage.optionMissingArgument',
  'commander.unknownOption': 'usage.unknownOption',
  'commander.unknownCommand': 'usage.unknownCommand',
} as const satisfies Record<string, MessageKey>

/** What commander finds wrong with a command line, as our error in the user's language. */
export function misuseError(error: CommanderError, call: { program: Command; argv: readonly string[]; t: Translate }): CcspError {
  return usageError(describe(error, call.t), commandOf(call.program, call.argv))
}

/** Commander tells the kind by its code; the name of the object is only in its message, in quotes. */
function describe(error: CommanderError, t: Translate): string {
  if (error.code === 'commander.excessArguments') return t('usage.excessArguments')
  const key = Object.entries(TEXTS).find(([code]) => code === error.code)?.[1]
  const what = /'([^']*)'/.exec(error.message)?.[1]
  if (key === undefined || what === undefined) return error.message
  const suggestion = /\(Did you mean (.*)\?\)$/m.exec(error.message)?.[1]
  return suggestion === undefined ? t(key, { what }) : `${t(key, { what })} ${t('usage.suggestion', { suggestion })}`
}

/** The command that was meant, such as `queue list`. */
function commandOf(program: Command, argv: readonly string[]): string {
  const names: string[] = []
  let command: Command | undefined = program
  for (const word of argv) {
    const child: Command | undefined = command.commands.find((each) => each.name() === word)
    if (child === undefined) continue
    names.push(word)
    command = child
  }
  return names.join(' ')
}
