/** Every Redis key of the contract that is not BullMQ's own. See docs/formats/redis-contract.md. */
export const KEYS = {
  /** List; clients LPUSH one JSON document each. Served from the right: oldest first. */
  requests: 'ccsp:requests',
  /** Counter from which job ids are made. */
  sequence: 'ccsp:sequence',
  /** List of rejected messages, newest at the left. */
  deadLetter: 'ccsp:dead-letter',
  deadLetterBytes: 'ccsp:dead-letter:bytes',
  deadLetterSequence: 'ccsp:dead-letter:sequence',
  /** Hash of sums over all finished requests. */
  ledgerTotals: 'ccsp:ledger:totals',
  /** Stream of one record per finished run, capped. */
  ledgerRuns: 'ccsp:ledger:runs',
  /** String, JSON {by, reason, at, until}: why the queue is paused. */
  pause: 'ccsp:pause',
  /** Hash instance id -> {hostname, pid, startTime, lastUpdate}. */
  instances: 'ccsp:instances',
  /** String, JSON {blocked, issueNumber, blockedAt, lastCheck}. */
  sessionState: 'ccsp:session:state',
  /** Hash window -> JSON: the newest word of the CLI on each usage window. */
  limits: 'ccsp:limits',
  /** Pub/sub channel: orders to running agents. */
  control: 'ccsp:control',
} as const

export const healthKey = (instanceId: string): string => `ccsp:health:${instanceId}`
export const loadKey = (instanceId: string): string => `ccsp:load:${instanceId}`
/** String, 'j' + job id while in flight, 'r' + sha1 of the reply afterwards. */
export const inflightKey = (replyKey: string, requestIdSha1: string): string => `ccsp:inflight:${replyKey}:${requestIdSha1}`
/** String, JSON: what came of a job. Set once; whoever finds it set does not run the job again. */
export const outcomeKey = (jobId: string): string => `ccsp:outcome:${jobId}`
/** String: the job is to be ended, by whom. */
export const cancelKey = (jobId: string): string => `ccsp:cancel:${jobId}`
