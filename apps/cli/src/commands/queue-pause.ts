import { pauseQueue } from '@ccsp/fleet'
import { type Context, print } from '../context.ts'
import { operatorName } from '../operator-name.ts'
import { showTime } from '../show/quantities.ts'
import { readDuration, readText } from '../usage.ts'
import { withFleet } from '../with-fleet.ts'

export interface PauseInput {
  readonly for?: string
  readonly reason?: string
}

const COMMAND = 'queue pause'
const RANGE = { min: 1_000, max: 31_536_000_000 }
const MAX_REASON_LENGTH = 1_000

/** Hands out no more jobs, for a time or until `queue resume`. */
export async function pause(context: Context, input: PauseInput): Promise<number> {
  const durationMs = readDuration(context, { command: COMMAND, option: '--for', value: input.for }, RANGE)
  const given = { command: COMMAND, option: '--reason', value: input.reason }
  const reason = readText(context, given, MAX_REASON_LENGTH) ?? ''
  const nowMs = Date.now()
  const until = durationMs === undefined ? null : new Date(nowMs + durationMs).toISOString()
  const info = { by: operatorName(), reason, at: new Date(nowMs).toISOString(), until }
  await withFleet(context, ({ redis, queue }) => pauseQueue(redis, queue, info))
  const { t } = context
  print(context, until === null ? t('queue.paused') : t('queue.pausedUntil', { until: showTime(until) }))
  return 0
}
