import type { Io } from './io.ts'
import type { Language } from './language.ts'
import type { Translate } from './messages/index.ts'
import { toLines } from './show/plain-text.ts'

/** What every command is given. */
export interface Context {
  readonly io: Io
  readonly language: Language
  readonly t: Translate
  /** Values of `--config`. */
  readonly configPaths: readonly string[]
  /** Secrets learned on the way: error texts are scrubbed of them. */
  readonly secrets: Set<string>
}

/** Writes a line of the result. */
export function print({ io }: Context, text: string): void {
  io.stdout.write(`${text}\n`)
}

/** Tells the user something beside the result. */
export function note({ io, t }: Context, message: string): void {
  io.stderr.write(`${t('note', { message: toLines(message) })}\n`)
}
