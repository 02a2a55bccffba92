import { z } from 'zod'
import { MAX_TIMER_MS } from '../limits.ts'
import { integer } from '../setting.ts'

export const agentSection = z.strictObject({
  concurrency: integer({
    description: 'Requests that one ccspd runs at the same time',
    ja: '1 つの ccspd が同時に実行するリクエストの数',
    unit: 'runs',
    default: 2,
    min: 1,
    max: 256,
    aliases: ['CCSP_MAX_CONCURRENT', 'CCSP_WORKER_COUNT'],
  }),
  lockDurationMs: integer({
    description: 'How long a job stays with a ccspd that gives no sign of life',
    ja: '応答のない ccspd がジョブを保持する時間',
    unit: 'ms',
    default: 30_000,
    min: 100,
    max: MAX_TIMER_MS,
  }),
  stalledIntervalMs: integer({
    description: 'Time between searches for jobs of a dead ccspd',
    ja: '停止した ccspd のジョブを探す間隔',
    unit: 'ms',
    default: 5_000,
    min: 50,
    max: MAX_TIMER_MS,
  }),
  drainTimeoutMs: integer({
    description: 'Time for running requests to end when ccspd stops; after it they go back to the queue',
    ja: 'ccspd の停止時に実行中のリクエストを待つ時間。過ぎるとキューへ戻す',
    unit: 'ms',
    default: 25_000,
    min: 0,
    max: MAX_TIMER_MS,
  }),
  heartbeatIntervalMs: integer({
    description: 'Time between signs of life of a ccspd in Redis',
    ja: 'ccspd が Redis に生存を記録する間隔',
    unit: 'ms',
    default: 5_000,
    min: 50,
    max: 20_000,
  }),
})
