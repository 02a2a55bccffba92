import { createRedactor } from '@ccsp/foundation'
import { type Logger, pino } from 'pino'

/** JSON lines; every line is scrubbed of the secrets that are known and of whatever has a secret's shape. */
export function createLogger(level: string, options: { secrets: readonly string[]; write: (line: string) => void }): Logger {
  const redactor = createRedactor(options.secrets)
  return pino(
    {
      level,
      base: { pid: process.pid },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write: (line: string) => options.write(redactor.text(line)) },
  )
}
