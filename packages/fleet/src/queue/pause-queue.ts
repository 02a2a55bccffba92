import { KEYS } from '../contract/keys.ts'
import type { PauseInfo } from '../contract/instance.ts'
import type { FleetRedis } from '../scripts/commands.ts'
import { BULL_PAUSE_KEYS } from '../scripts/pause.ts'
import type { RequestQueue } from './open-queue.ts'

/** Stops handing out jobs; running ones go on. The reason is written first, so that no pause is ever without one. */
export async function pauseQueue(redis: FleetRedis, queue: RequestQueue, info: PauseInfo): Promise<void> {
  await redis.set(KEYS.pause, JSON.stringify(info))
  await queue.pause()
}

/** Hands out jobs again. The reason goes last: the other way round a crash would leave a pause without one. */
export async function resumeQueue(redis: FleetRedis, queue: RequestQueue): Promise<void> {
  await queue.resume()
  await redis.del(KEYS.pause)
}

/** Resumes the queue when the end that its pause was given has come. @returns true when this call did it */
export async function resumeWhenDue(redis: FleetRedis, queue: RequestQueue, now: number): Promise<boolean> {
  const text = await redis.get(KEYS.pause)
  const info = text === null ? null : parsePause(text)
  if (text === null || info?.until == null || Date.parse(info.until) > now) return false
  return (await redis.ccspEndPause(KEYS.pause, ...BULL_PAUSE_KEYS.map((name) => queue.toKey(name)), text)) === 1
}

/** Null for anything that is no pause. */
export function parsePause(text: string): PauseInfo | null {
  try {
    const value = JSON.parse(text) as Partial<PauseInfo> | null
    if (typeof value?.by !== 'string' || typeof value.reason !== 'string' || typeof value.at !== 'string') return null
    return { by: value.by, reason: value.reason, at: value.at, until: typeof value.until === 'string' ? value.until : null }
  } catch {
    // Written by something else: shown as a pause without a reason.
    return null
  }
}
