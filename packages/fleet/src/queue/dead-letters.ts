import { CcspError } from '@ccsp/foundation'
import type { DeadLetter } from '../contract/dead-letter.ts'
import { KEYS } from '../contract/keys.ts'
import type { FleetRedis } from '../scripts/commands.ts'

const PAGE = 100

/** The newest dead letters, newest first. */
export async function listDeadLetters(redis: FleetRedis, limit: number): Promise<DeadLetter[]> {
  if (limit <= 0) return []
  const entries = await redis.lrange(KEYS.deadLetter, 0, limit - 1)
  return entries.map((entry) => JSON.parse(entry) as DeadLetter)
}

/**
 * Takes a dead letter off the list; with `isSentAgain` its message goes to the end of the request list.
 * @throws CcspError CCSP_DEAD_LETTER_NOT_FOUND; CCSP_REQUEST_INVALID when only the beginning of the message was kept
 */
export async function takeDeadLetter(redis: FleetRedis, id: number, isSentAgain: boolean): Promise<void> {
  const { entry, letter } = await findDeadLetter(redis, id)
  if (isSentAgain && letter.isTruncated)
    throw new CcspError('CCSP_REQUEST_INVALID', { reason: 'only its beginning was kept, since it was too large' })
  // Bytes as well as text: the message comes back as it was.
  const raw = Buffer.from(letter.raw, letter.encoding)
  const order = isSentAgain ? ['send', raw] : ['drop', '']
  const taken = await redis.ccspTakeDeadLetter(KEYS.deadLetter, KEYS.deadLetterBytes, KEYS.requests, entry, ...order)
  if (taken !== 1) throw new CcspError('CCSP_DEAD_LETTER_NOT_FOUND', { id })
}

async function findDeadLetter(redis: FleetRedis, id: number): Promise<{ entry: string; letter: DeadLetter }> {
  for (let start = 0; ; start += PAGE) {
    const entries = await redis.lrange(KEYS.deadLetter, start, start + PAGE - 1)
    for (const entry of entries) {
      const letter = JSON.parse(entry) as DeadLetter
      if (letter.id === id) return { entry, letter }
    }
    if (entries.length < PAGE) throw new CcspError('CCSP_DEAD_LETTER_NOT_FOUND', { id })
  }
}
