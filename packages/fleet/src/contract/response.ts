/** What the existing clients read. */
export interface ServiceResponse {
  readonly requestId: string
  readonly success: boolean
  /** Always a string when present: clients search it. */
  readonly result?: string
  readonly error?: string
  readonly message?: string
  readonly sessionTimeout?: true
  readonly retryable?: boolean
  readonly rateLimitInfo?: {
    readonly message: string
    /** ms since the epoch */
    readonly unlockTime: number
    /** ms from now */
    readonly waitTime: number
  }
  /** ms */
  readonly executionTime?: number
  /** ISO 8601 */
  readonly timestamp: string
}
