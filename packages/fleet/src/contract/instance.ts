/** One running daemon, as every tool sees it. */
export interface Instance {
  /** ccsp:<host>:<pid> */
  readonly instanceId: string
  readonly hostname: string
  readonly pid: number
  /** ISO 8601 */
  readonly startTime: string
  readonly lastUpdate: string
  /** False when it has not been heard of for a minute. */
  readonly isAlive: boolean
  readonly activeRequests: number | null
  readonly capacity: number | null
  readonly mode: 'claude' | 'simulator' | null
}

/** What a running job tells of itself while it runs. */
export interface RunInfo {
  readonly runId: string
  readonly requestId: string
  readonly fromAgent: string
  readonly instanceId: string
  readonly sessionId: string
  readonly model: string | null
  /** Process id of the CLI; null until it has started or when there is none. */
  readonly pid: number | null
}

/** Why the queue is paused. */
export interface PauseInfo {
  readonly by: string
  readonly reason: string
  /** ISO 8601 */
  readonly at: string
  /** ISO 8601, when it resumes by itself; null for never. */
  readonly until: string | null
}
