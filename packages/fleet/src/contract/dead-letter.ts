/** A message that could not become a request. */
export interface DeadLetter {
  /** Increasing number. */
  readonly id: number
  /** ISO 8601 */
  readonly at: string
  /** Why: invalid-json, invalid-request, too-large, ... */
  readonly reason: string
  readonly message: string
  readonly requestId?: string
  readonly fromAgent?: string
  /** Size of the whole message, bytes. */
  readonly sizeBytes: number
  /** The message, or its beginning when `isTruncated`. */
  readonly raw: string
  readonly encoding: 'utf8' | 'base64'
  readonly isTruncated: boolean
}
