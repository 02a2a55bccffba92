import { expect, test } from 'vitest'
import * as fleet from './index.ts'

test('the package exports what it always did', () => {
  expect(Object.keys(fleet).toSorted()).toMatchInlineSnapshot(`
    [
      "JOB_STATES",
      "KEYS",
      "PRIORITIES",
      "addressOf",
      "beat",
      "cancelJob",
      "cancelKey",
      "connectRedis",
      "disconnectRedis",
      "enqueue",
      "forgetDeadInstances",
      "inflightKeyOf",
      "isSettled",
      "listDeadLetters",
      "listJobs",
      "listenForControl",
      "openQueue",
      "openSnapshotReader",
      "pauseQueue",
      "peekRequests",
      "redisError",
      "rejectRequest",
      "replyKeyOf",
      "resumeQueue",
      "resumeWhenDue",
      "retryJob",
      "sayGoodbye",
      "settle",
      "showJob",
      "startEmbeddedRedis",
      "submit",
      "takeDeadLetter",
      "waitForReply",
    ]
  `)
})
