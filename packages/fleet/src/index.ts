export { connectRedis, type ConnectionPurpose, disconnectRedis, redisError } from './connection/connect.ts'
export { type EmbeddedRedis, startEmbeddedRedis } from './connection/embedded.ts'
export { addressOf } from './connection/options.ts'
export type { DeadLetter } from './contract/dead-letter.ts'
export type { Instance, PauseInfo, RunInfo } from './contract/instance.ts'
export { cancelKey, KEYS } from './contract/keys.ts'
export { inflightKeyOf, type ReplyAddress, replyKeyOf } from './contract/reply-route.ts'
export { type JobData, PRIORITIES, type Priority, type ServiceRequest } from './contract/request.ts'
export type { ServiceResponse } from './contract/response.ts'
export { beat, forgetDeadInstances, type Heartbeat, sayGoodbye } from './instances.ts'
export { type ControlListener, listenForControl } from './queue/control.ts'
export { listDeadLetters, takeDeadLetter } from './queue/dead-letters.ts'
export { enqueue, type EnqueueOptions, submit } from './queue/enqueue.ts'
export {
  cancelJob,
  type JobDetails,
  JOB_STATES,
  type JobState,
  type JobSummary,
  listJobs,
  retryJob,
  showJob,
} from './queue/jobs.ts'
export { openQueue, type RequestQueue } from './queue/open-queue.ts'
export { pauseQueue, resumeQueue, resumeWhenDue } from './queue/pause-queue.ts'
export { type ListedMessage, peekRequests, type Rejection, rejectRequest } from './queue/request-list.ts'
export { isSettled, type LedgerRecord, settle, type Settlement } from './queue/settle.ts'
export { waitForReply } from './reply.ts'
export type { EnqueueStatus, FleetRedis } from './scripts/commands.ts'
export type {
  FleetState,
  LedgerTotals,
  LimitState,
  LoginState,
  QueueState,
  RedisHealth,
  RunningJob,
  Snapshot,
} from './snapshot/snapshot.ts'
export { openSnapshotReader, type SnapshotReader } from './snapshot/snapshot-reader.ts'
