import type { ErrorCode } from './error-codes/error-code.ts'
import { type CcspErrorCode, ERROR_CODES } from './error-codes/index.ts'

export type Language = 'en' | 'ja'

type Places<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never
type Texts<Code extends CcspErrorCode> = (typeof ERROR_CODES)[Code]['message']['en'] | (typeof ERROR_CODES)[Code]['hint']['en']

/** What the texts of `Code` speak of, plus whatever else helps a program. Never put a secret here. */
export type ErrorDetails<Code extends CcspErrorCode> = Record<Places<Texts<Code>>, string | number> & Record<string, unknown>

/**
 * The one error of this product. `message` and `hint` are the English texts of its code, filled with `details`.
 * Test `error.code`, never the message.
 */
export class CcspError<Code extends CcspErrorCode = CcspErrorCode> extends Error {
  override readonly name = 'CcspError'
  readonly code: Code
  readonly details: Readonly<Record<string, unknown>>

  constructor(code: Code, details: ErrorDetails<Code>, options?: ErrorOptions) {
    super(fillPlaces(ERROR_CODES[code].message.en, details), options)
    this.code = code
    this.details = details
  }

  get hint(): string {
    return describeError(this).hint
  }

  get exitCode(): number {
    return ERROR_CODES[this.code].exitCode
  }

  get isRetryable(): boolean {
    return ERROR_CODES[this.code].isRetryable
  }
}

/** True when `error` is a CcspError; with `code`, when it is that one. */
export function isCcspError<Code extends CcspErrorCode>(error: unknown, code?: Code): error is CcspError<Code> {
  return error instanceof CcspError && (code === undefined || error.code === code)
}

/** The error's texts in a language. */
export function describeError(error: CcspError, language: Language = 'en'): { message: string; hint: string } {
  const row: ErrorCode = ERROR_CODES[error.code]
  return { message: fillPlaces(row.message[language], error.details), hint: fillPlaces(row.hint[language], error.details) }
}

/** The text of anything thrown: the message of an error, with its system code where the message lacks it. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : undefined
  if (error.message === '' && first !== undefined) return reasonOf(first)
  const text = error.message || error.name
  const code = 'code' in error && typeof error.code === 'string' ? error.code : ''
  return /^E[A-Z\d]+$/.test(code) && !text.includes(code) ? `${text} (${code})` : text
}

function fillPlaces(text: string, details: Readonly<Record<string, unknown>>): string {
  return text.replace(/\{(\w+)\}/g, (place, name: string) => (Object.hasOwn(details, name) ? String(details[name]) : place))
}
