import type { IntakeConfig, QueueConfig } from '@ccsp/config'
import { type DeadLetter } from '../contract/dead-letter.ts'
import { KEYS } from '../contract/keys.ts'
import type { ServiceResponse } from '../contract/response.ts'
import type { FleetRedis } from '../scripts/commands.ts'

/** A message of the request list that is still there. */
export interface ListedMessage {
  /** Names the message when it is taken off. */
  readonly signature: string
  readonly sizeBytes: number
  /** The whole message, or its beginning when `isOversized`. */
  readonly raw: Buffer
  readonly isOversized: boolean
}

/** The oldest messages, oldest first. Nothing is taken; a message over the size limit never leaves Redis. */
export async function peekRequests(redis: FleetRedis, config: IntakeConfig): Promise<ListedMessage[]> {
  const maxBatchBytes = config.maxRequestBytes * 2
  const fields = await redis.ccspPeekBuffer(
    KEYS.requests,
    config.batchSize,
    config.maxRequestBytes,
    maxBatchBytes,
    config.deadLetterEntryBytes,
  )
  const messages: ListedMessage[] = []
  for (let index = 0; index + 2 < fields.length; index += 3) {
    const sizeBytes = Number(fields[index + 1])
    messages.push({
      signature: String(fields[index]),
      sizeBytes,
      raw: fields[index + 2] as Buffer,
      isOversized: sizeBytes > config.maxRequestBytes,
    })
  }
  return messages
}

/** Why a message is refused, and who is told. */
export interface Rejection {
  readonly reason: string
  readonly message: string
  readonly requestId?: string
  readonly fromAgent?: string
  readonly reply: { readonly key: string; readonly response: ServiceResponse } | null
}

/**
 * Takes the oldest message off the list, keeps it as a dead letter and replies, in one step.
 * @returns false when it is no longer the oldest; then nothing changed
 */
export async function rejectRequest(
  redis: FleetRedis,
  config: { intake: IntakeConfig; queue: QueueConfig },
  refused: { message: ListedMessage; rejection: Rejection; at: string },
): Promise<boolean> {
  const { intake, queue } = config
  const { message, rejection, at } = refused
  const done = await redis.ccspReject(
    KEYS.requests,
    KEYS.deadLetter,
    KEYS.deadLetterBytes,
    KEYS.deadLetterSequence,
    KEYS.ledgerTotals,
    rejection.reply?.key ?? KEYS.deadLetter,
    message.signature,
    intake.maxRequestBytes,
    deadLetterText(message, { rejection, at, intake }),
    intake.deadLetterMaxCount,
    intake.deadLetterMaxBytes,
    rejection.reply === null ? '' : JSON.stringify(rejection.reply.response),
    queue.replyTtlMs,
  )
  return done === 1
}

/** The entry as JSON; one that would not fit under the cap on bytes by itself keeps only the beginning of its message. */
function deadLetterText(message: ListedMessage, refused: { rejection: Rejection; at: string; intake: IntakeConfig }): string {
  const { rejection, at, intake } = refused
  const whole = JSON.stringify(deadLetterOf(message, rejection, at))
  if (message.isOversized || Buffer.byteLength(whole) <= intake.deadLetterMaxBytes) return whole
  const raw = message.raw.subarray(0, Math.min(intake.deadLetterEntryBytes, intake.deadLetterMaxBytes / 8))
  return JSON.stringify(deadLetterOf({ ...message, raw, isOversized: true }, rejection, at))
}

function deadLetterOf(message: ListedMessage, rejection: Rejection, at: string): Omit<DeadLetter, 'id'> {
  const { reply: _, ...why } = rejection
  const text = message.raw.toString('utf8')
  // Bytes that are no text must come back unchanged when the message is sent again.
  const isText = Buffer.from(text).equals(message.raw)
  return {
    at,
    ...why,
    sizeBytes: message.sizeBytes,
    raw: isText ? text : message.raw.toString('base64'),
    encoding: isText ? 'utf8' : 'base64',
    isTruncated: message.isOversized,
  }
}
