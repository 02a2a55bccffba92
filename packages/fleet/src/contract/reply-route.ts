import { createHash } from 'node:crypto'
import { inflightKey } from './keys.ts'

/** The fields of a raw request that decide where its reply goes. */
export interface ReplyAddress {
  readonly fromAgent: string
  readonly hasType: boolean
  readonly hasTimestamp: boolean
}

/**
 * The list on which a client waits for its reply. With `type` it is the plural key. Without, the singular one; a client that
 * sends no top-level `timestamp` either waits under its name in lower case.
 */
export function replyKeyOf(address: ReplyAddress): string {
  if (address.hasType) return `ccsp:responses:${address.fromAgent}`
  return `ccsp:response:${address.hasTimestamp ? address.fromAgent : address.fromAgent.toLowerCase()}`
}

/** The key that tells whether this client's id is in flight. The id is hashed: it is hostile and may be long. */
export function inflightKeyOf(replyKey: string, requestId: string): string {
  return inflightKey(replyKey, createHash('sha1').update(requestId).digest('hex'))
}
