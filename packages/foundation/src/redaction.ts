import { formsOfSecret } from './secret-forms.ts'

/** What stands in the place of a secret. */
export const MASK = '***'

/** Below this length a value is too common to be searched for: masking it would tear holes into every text. */
const MIN_SECRET_LENGTH = 6

// Each pattern runs over texts of any length: what repeats is bounded or ends at the first character that does not fit.
const PATTERNS: readonly [RegExp, string][] = [
  // user:password@ in a URL of any scheme
  [/([a-z][a-z0-9+.-]{0,20}:\/\/[^\s/:@]{0,256}:)[^\s/]{1,1024}@/gi, `$1${MASK}@`],
  [/\bsk-ant-[\w-]{8,}/g, MASK],
  [/\bgh[pousr]_\w{16,}|\bgithub_pat_\w{20,}/g, MASK],
  [/\bhttps:\/\/hooks\.slack\.com\/services\/[\w/]+/g, `https://hooks.slack.com/services/${MASK}`],
  [/\b(Bearer|Basic)\s{1,8}[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  [/-----BEGIN [A-Z ]{0,32}PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]{0,32}PRIVATE KEY-----|$)/g, MASK],
  [/\bAGE-SECRET-KEY-1[0-9A-Z]+/gi, MASK],
  // name="quoted, with spaces", also with the quotes of JSON inside JSON; then name=word
  [
    /((?:password|passwd|secret|token|api[_-]?key)\\?["']?\s{0,8}[=:]\s{0,8})(\\?["'])(?:(?!\2)(?:\\.|[^\\\n]))+\2/gi,
    `$1$2${MASK}$2`,
  ],
  [/((?:password|passwd|secret|token|api[_-]?key)["']?\s{0,8}[=:]\s{0,8}["']?)[^\s"',;&\\]+/gi, `$1${MASK}`],
]

const SECRET_KEY = /pass(word|wd|phrase)?$|secret|token$|api_?key$|credential|private_?key|authorization|cookie/i

/** True when a property of this name holds a secret by its name alone. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key)
}

/** Masks secrets before anything is logged or shown. */
export interface Redactor {
  /** The text with every known value and everything of a secret's shape masked. */
  text(text: string): string
  /**
   * A copy of a JSON-like value: properties masked by name, texts as `text` does. Errors become plain objects with their
   * causes. Dates stay; binary data is left out; what holds itself is cut there.
   */
  value(value: unknown): unknown
}

/** @param secrets values that must never be shown, whatever stands around them; those below 6 characters are not searched for */
export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const long = [...new Set(secrets)].filter((secret) => secret.length >= MIN_SECRET_LENGTH)
  // Longest first: a secret that holds another must go as a whole.
  const known = [...new Set(long.flatMap(formsOfSecret))].toSorted((a, b) => b.length - a.length)
  const text = (input: string): string => {
    let output = input
    for (const secret of known) output = output.replaceAll(secret, MASK)
    for (const [pattern, replacement] of PATTERNS) output = output.replace(pattern, replacement)
    return output
  }
  return { text, value: (value) => redactValue(value, { text, parents: [] }) }
}

const MAX_DEPTH = 32

interface Walk {
  readonly text: (input: string) => string
  /** The objects around the value, outermost first. */
  readonly parents: readonly object[]
}

function redactValue(value: unknown, walk: Walk): unknown {
  if (typeof value === 'string') return walk.text(value)
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  if (walk.parents.length >= MAX_DEPTH || walk.parents.includes(value)) return MASK
  if (ArrayBuffer.isView(value)) return `(${value.byteLength} bytes)`
  const inner = { text: walk.text, parents: [...walk.parents, value] }
  if (value instanceof Error) return redactError(value, inner)
  if (Array.isArray(value)) return value.map((item) => redactValue(item, inner))
  return redactProperties(value, inner)
}

function redactProperties(value: object, walk: Walk): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactProperty(key, item, walk)]))
}

function redactProperty(key: string, item: unknown, walk: Walk): unknown {
  if (!isSecretKey(key)) return redactValue(item, walk)
  if (Array.isArray(item)) return item.map((one) => redactProperty(key, one, walk))
  const isMasked = (typeof item === 'string' || typeof item === 'number') && item !== ''
  return isMasked ? MASK : redactValue(item, walk)
}

function redactError(error: Error, walk: Walk): Record<string, unknown> {
  const { name, message, stack, cause, ...rest } = error
  const errors = error instanceof AggregateError ? (error.errors as unknown[]) : undefined
  return {
    type: name,
    message: walk.text(message),
    ...(stack === undefined ? {} : { stack: walk.text(stack) }),
    ...redactProperties(rest, walk),
    ...(errors === undefined ? {} : { errors: errors.map((one) => redactValue(one, walk)) }),
    ...(cause === undefined ? {} : { cause: redactValue(cause, walk) }),
  }
}
