import { type DeadLetter, listDeadLetters, takeDeadLetter } from '@ccsp/fleet'
import { type Context, note, print } from '../context.ts'
import { toJson } from '../show/json.ts'
import { toShortLine } from '../show/plain-text.ts'
import { showBytes, showTime } from '../show/quantities.ts'
import { renderTable } from '../show/table.ts'
import { readInteger, usageError } from '../usage.ts'
import { withFleet } from '../with-fleet.ts'

export interface DeadLetterInput {
  readonly limit?: string
  readonly resend?: string
  readonly discard?: string
  readonly json?: boolean
}

const COMMAND = 'queue dead-letter'
const DEFAULT_LIMIT = 20
const MAX_CELL_LENGTH = 40

/** Lists refused messages, or deals with one. @throws CcspError CCSP_DEAD_LETTER_NOT_FOUND and those of `withFleet` */
export async function deadLetters(context: Context, input: DeadLetterInput): Promise<number> {
  const read = (option: string, value: string | undefined, max: number): number | undefined =>
    readInteger(context, { command: COMMAND, option, value }, { min: 1, max })
  const resent = read('--resend', input.resend, Number.MAX_SAFE_INTEGER)
  const discarded = read('--discard', input.discard, Number.MAX_SAFE_INTEGER)
  const limit = read('--limit', input.limit, 10_000) ?? DEFAULT_LIMIT
  if (resent !== undefined && discarded !== undefined) {
    throw usageError(context.t('usage.conflictingOptions', { first: '--resend', second: '--discard' }), COMMAND)
  }
  if (resent === undefined && discarded === undefined) return list(context, limit, input.json ?? false)
  const id = resent ?? discarded ?? 0
  await withFleet(context, ({ redis }) => takeDeadLetter(redis, id, resent !== undefined))
  print(context, context.t(resent === undefined ? 'deadLetter.discarded' : 'deadLetter.resent', { id }))
  return 0
}

async function list(context: Context, limit: number, isJson: boolean): Promise<number> {
  const found = await withFleet(context, ({ redis }) => listDeadLetters(redis, limit + 1))
  const letters = found.slice(0, limit)
  if (isJson) print(context, toJson(letters))
  else print(context, letters.length === 0 ? context.t('deadLetter.none') : letterTable(context, letters))
  if (found.length > limit) note(context, context.t('note.more', { limit }))
  return 0
}

function letterTable({ t }: Context, letters: readonly DeadLetter[]): string {
  const header = ['id', 'at', 'reason', 'size', 'from', 'request', 'message'] as const
  const short = (text: string | undefined): string => (text === undefined ? '-' : toShortLine(text, MAX_CELL_LENGTH))
  const rows = letters.map((letter) => [
    String(letter.id),
    showTime(letter.at),
    short(letter.reason),
    showBytes(letter.sizeBytes),
    short(letter.fromAgent),
    short(letter.requestId),
    toShortLine(letter.message, 80),
  ])
  return renderTable([header.map((name) => t(`column.${name}`)), ...rows])
}
