import type { RedisConfig } from '@ccsp/config'
import { connectRedis, type ServiceResponse, waitForReply } from '@ccsp/fleet'
import { CcspError, describeError } from '@ccsp/foundation'
import { type Context, note } from './context.ts'

/**
 * Waits for the reply to a job, however long, and however often Redis goes away meanwhile.
 * @throws CcspError CCSP_WAIT_INTERRUPTED on Ctrl-C
 */
export async function awaitReply(
  context: Context,
  config: RedisConfig,
  { jobId, replyKey }: { jobId: string; replyKey: string },
): Promise<ServiceResponse> {
  const { io, language, t } = context
  let isTold = false
  const redis = connectRedis(config, 'service', (error) => {
    if (!isTold) note(context, t('note.stillWaiting', { message: describeError(error, language).message }))
    isTold = true
  })
  const stop = (): void => redis.disconnect()
  io.signal.addEventListener('abort', stop, { once: true })
  try {
    const reply = await waitForReply(redis, replyKey, { timeoutMs: Number.POSITIVE_INFINITY, signal: io.signal })
    // Waiting without an end never ends without a reply.
    if (reply === null) throw new CcspError('CCSP_REPLY_TIMEOUT', { jobId, timeoutMs: 0 })
    return reply
  } catch (error) {
    if (io.signal.aborted) throw new CcspError('CCSP_WAIT_INTERRUPTED', { jobId }, { cause: error })
    throw error
  } finally {
    io.signal.removeEventListener('abort', stop)
    redis.disconnect()
  }
}
