import { CcspError, createRedactor, describeError, EXIT, isCcspError, reasonOf } from '@ccsp/foundation'
import { CommanderError } from 'commander'
import type { Io } from './io.ts'
import type { Language } from './language.ts'
import type { MessageKey, Translate } from './messages/index.ts'
import { toLines } from './show/plain-text.ts'
import { usageError } from './usage.ts'

interface Deps {
  readonly io: Io
  readonly language: Language
  readonly t: Translate
  readonly secrets: ReadonlySet<string>
}

/** Tells the user what failed. The one place where an error becomes an exit code. */
export function reportError(error: unknown, { io, language, t, secrets }: Deps): number {
  // Its help was printed: a group was called without a command.
  if (error instanceof CommanderError && error.code === 'commander.help') return EXIT.usage
  if (io.signal.aborted && !isCcspError(error)) return EXIT.interrupted
  const coded = codedError(error, t)
  const { message, hint } = describeError(coded, language)
  const { text } = createRedactor(secrets)
  io.stderr.write(`${t('error', { code: coded.code, message: toLines(text(message)) })}\n`)
  if (hint !== '') io.stderr.write(`${t('error.hint', { hint: toLines(text(hint)) })}\n`)
  return coded.exitCode
}

function codedError(error: unknown, t: Translate): CcspError {
  if (isCcspError(error)) return error
  if (error instanceof CommanderError) return usageError(describeUsage(error, t), '')
  return new CcspError('CCSP_INTERNAL', { reason: reasonOf(error) }, { cause: error })
}

/** Our texts for what commander finds wrong. */
const USAGE_TEXTS = {
  'commander.missingArgument': 'usage.missingArgument',
  'commander.optionMissingArgument': 'usage.optionMissingArgument',
  'commander.unknownOption': 'usage.unknownOption',
  'commander.unknownCommand': 'usage.unknownCommand',
  'commander.conflictingOption': 'usage.conflictingOption',
} as const satisfies Record<string, MessageKey>

/** Commander tells the kind by its code; the name of the object is only in its message, in quotes. */
function describeUsage(error: CommanderError, t: Translate): string {
  if (error.code === 'commander.excessArguments') return t('usage.excessArguments')
  const key = Object.entries(USAGE_TEXTS).find(([code]) => code === error.code)?.[1]
  const what = /'([^']*)'/.exec(error.message)?.[1]
  const suggestion = /\(Did you mean .*\)$/m.exec(error.message)?.[0]
  if (key === undefined || what === undefined) return error.message
  return [t(key, { what }), suggestion].filter((part) => part !== undefined).join(' ')
}
