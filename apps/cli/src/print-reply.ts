import type { ServiceResponse } from '@ccsp/fleet'
import { CcspError } from '@ccsp/foundation'
import type { Context } from './context.ts'
import { toJson } from './show/json.ts'
import { toLine, toLines } from './show/plain-text.ts'
import { showTime } from './show/quantities.ts'

/** Prints the result of a request: to a program byte for byte. @throws CcspError CCSP_REQUEST_FAILED when there is none */
export function printReply(context: Context, answer: { jobId: string; reply: ServiceResponse; isJson: boolean }): number {
  const { jobId, reply, isJson } = answer
  const { stdout } = context.io
  if (isJson) stdout.write(`${toJson({ jobId, ...reply })}\n`)
  if (!reply.success) throw new CcspError('CCSP_REQUEST_FAILED', { jobId, reason: reasonOf(context, reply) })
  if (isJson) return 0
  const result = reply.result ?? ''
  const text = stdout.isTTY ? toLines(result) : result
  stdout.write(text.endsWith('\n') ? text : `${text}\n`)
  return 0
}

function reasonOf({ t }: Context, reply: ServiceResponse): string {
  const error = toLine(reply.message ?? reply.error ?? t('reply.unknown'))
  if (reply.sessionTimeout) return t('reply.loginNeeded', { error })
  const until = reply.rateLimitInfo?.unlockTime
  return until === undefined ? error : t('reply.limit', { error, until: showTime(until) })
}
