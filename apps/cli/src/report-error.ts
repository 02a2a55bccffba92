import { CcspError, createRedactor, describeError, EXIT, isCcspError, reasonOf } from '@ccsp/foundation'
import type { Io } from './io.ts'
import type { Language } from './language.ts'
import type { Translate } from './messages/index.ts'
import { toLines } from './show/plain-text.ts'

interface Deps {
  readonly io: Io
  readonly language: Language
  readonly t: Translate
  readonly secrets: ReadonlySet<string>
}

/** Tells the user what failed. The one place where an error becomes an exit code. */
export function reportError(error: unknown, { io, language, t, secrets }: Deps): number {
  if (io.signal.aborted && !isCcspError(error)) return EXIT.interrupted
  const coded = codedError(error)
  const { message, hint } = describeError(coded, language)
  const redactor = createRedactor(secrets)
  io.stderr.write(`${t('error', { code: coded.code, message: toLines(redactor.text(message)) })}\n`)
  if (hint !== '') io.stderr.write(`${t('error.hint', { hint: toLines(redactor.text(hint)) })}\n`)
  return coded.exitCode
}

function codedError(error: unknown): CcspError {
  if (isCcspError(error)) return error
  return new CcspError('CCSP_INTERNAL', { reason: reasonOf(error) }, { cause: error })
}
