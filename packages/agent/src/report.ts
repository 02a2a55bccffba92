import type { Clock } from '@ccsp/foundation'
import type { Logger } from 'pino'

/** Says what keeps failing once a minute instead of at every try. */
export interface Report {
  error(fields: ReportFields, message: string): void
  warn(fields: ReportFields, message: string): void
}

interface ReportFields {
  readonly reason: string
  readonly code?: string
  readonly hint?: string
}

const QUIET_MS = 60_000
/** Reasons may hold anything: not all of them are remembered. */
const MAX_REMEMBERED = 100

/** What was said less than a minute ago is said again at debug level only. */
export function createReport(logger: Logger, clock: Clock): Report {
  const saidAt = new Map<string, number>()
  const say = (level: 'error' | 'warn', fields: ReportFields, message: string): void => {
    const key = `${message}\n${fields.code ?? ''}\n${fields.reason}`
    const isNews = clock.steady() - (saidAt.get(key) ?? -Infinity) >= QUIET_MS
    logger[isNews ? level : 'debug'](fields, message)
    if (!isNews) return
    if (saidAt.size >= MAX_REMEMBERED) saidAt.clear()
    saidAt.set(key, clock.steady())
  }
  return {
    error: (fields, message) => say('error', fields, message),
    warn: (fields, message) => say('warn', fields, message),
  }
}
