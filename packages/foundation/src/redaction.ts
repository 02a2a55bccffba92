/** What stands in the place of a secret. */
export const MASK = '***'

/** Below this length a value is too common to be searched for: masking it would tear holes into every text. */
const MIN_SECRET_LENGTH = 6

const PATTERNS: readonly [RegExp, string][] = [
  // user:password@ in a URL of any scheme
  [/\b([a-z][a-z0-9+.-]*:\/\/[^\s/:@]*:)[^\s@/]+@/gi, `$1${MASK}@`],
  [/\bsk-ant-[\w-]{8,}/g, MASK],
  [/\bgh[pousr]_\w{16,}|\bgithub_pat_\w{20,}/g, MASK],
  [/\bhttps:\/\/hooks\.slack\.com\/services\/[\w/]+/g, `https://hooks.slack.com/services/${MASK}`],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${MASK}`],
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)/g, MASK],
  [/\bAGE-SECRET-KEY-1[0-9A-Z]+/gi, MASK],
  [/\b((?:password|passwd|secret|token|api[_-]?key)["']?\s*[=:]\s*["']?)[^\s"',;&]+/gi, `$1${MASK}`],
]

const SECRET_KEY = /pass(word|wd|phrase)?$|secret|token$|api_?key$|credential|private_?key|authorization|cookie/i

/** True when a property of this name holds a secret by its name alone. */
export function isSecretKey(key: string): boolean {
  return SECRET_KEY.test(key)
}

export interface Redactor {
  /** The text with every known value and everything of a secret's shape masked. */
  text(text: string): string
  /** A copy of a JSON-like value: properties masked by name, texts as `text` does. */
  value(value: unknown): unknown
}

/** @param secrets values that must never be shown, whatever stands around them */
export function createRedactor(secrets: Iterable<string> = []): Redactor {
  const known = [...new Set(secrets)].flatMap(formsOf).filter((secret) => secret.length >= MIN_SECRET_LENGTH)
  // Longest first: a secret that holds another must go as a whole.
  known.sort((a, b) => b.length - a.length)
  const text = (input: string): string => {
    let output = input
    for (const secret of known) output = output.replaceAll(secret, MASK)
    for (const [pattern, replacement] of PATTERNS) output = output.replace(pattern, replacement)
    return output
  }
  return { text, value: (value) => redactValue(value, text, 0) }
}

/** A secret as it may appear: plain, inside a URL, inside JSON, in base64. */
function formsOf(secret: string): string[] {
  return [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1), Buffer.from(secret).toString('base64')]
}

const MAX_DEPTH = 32

function redactValue(value: unknown, text: (input: string) => string, depth: number): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value !== 'object' || value === null) return value
  if (depth >= MAX_DEPTH) return MASK
  if (value instanceof Error) return redactError(value, text, depth)
  if (Array.isArray(value)) return value.map((item) => redactValue(item, text, depth + 1))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, redactProperty(key, item, { text, depth })]))
}

function redactProperty(key: string, item: unknown, how: { text: (input: string) => string; depth: number }): unknown {
  const isMasked = isSecretKey(key) && (typeof item === 'string' || typeof item === 'number') && item !== ''
  return isMasked ? MASK : redactValue(item, how.text, how.depth + 1)
}

function redactError(error: Error, text: (input: string) => string, depth: number): Record<string, unknown> {
  const { name, message, stack, cause, ...rest } = error
  return {
    type: name,
    message: text(message),
    ...(stack === undefined ? {} : { stack: text(stack) }),
    ...(redactValue(rest, text, depth + 1) as Record<string, unknown>),
    ...(cause === undefined ? {} : { cause: redactValue(cause, text, depth + 1) }),
  }
}
