/** Served in this order; oldest first within one. */
export const PRIORITIES = ['urgent', 'high', 'normal', 'low'] as const
export type Priority = (typeof PRIORITIES)[number]

/** BullMQ's number of a priority, 1 to 4. Never 0: BullMQ serves 0 ahead of every priority. */
export const priorityNumber = (priority: Priority): number => PRIORITIES.indexOf(priority) + 1

/** What a client asks, validated. JSON-serialisable. */
export interface ServiceRequest {
  /** The client's own id; may be used again later. */
  readonly requestId: string
  readonly fromAgent: string
  readonly prompt: string
  readonly priority: Priority
  /** The client's `type` or `taskType`: for people, not for CCSP. */
  readonly type: string
  readonly systemPrompt?: string
  readonly includeFiles: readonly string[]
  readonly model?: string
  readonly fallbackModel?: string
  readonly isContinued: boolean
  readonly workingDirectory?: string
  /** Wall time the run may take, ms; the daemon's own default without it. */
  readonly timeoutMs?: number
}

/** What a job on the queue carries. */
export interface JobData {
  readonly request: ServiceRequest
  /** The list that gets the reply. */
  readonly replyKey: string
  readonly inflightKey: string
  /** ms since the epoch. */
  readonly receivedAt: number
}
