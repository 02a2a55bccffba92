import { z } from 'zod'
import { GIB, KIB, MAX_TIMER_MS, MIB } from '../limits.ts'
import { flag, integer } from '../setting.ts'

export const intakeSection = z.strictObject({
  isEnabled: flag({
    description: 'Whether requests on the list ccsp:requests are moved into the queue',
    ja: 'リスト ccsp:requests のリクエストをキューへ移すか',
    default: true,
  }),
  maxRequestBytes: integer({
    description: 'Largest request taken; a larger one becomes a dead letter',
    ja: '受け付けるリクエストの最大サイズ。超過分はデッドレターになる',
    unit: 'bytes',
    default: 8 * MIB,
    min: KIB,
    max: 512 * MIB,
  }),
  batchSize: integer({
    description: 'Requests moved in one step',
    ja: '1 回で移すリクエストの数',
    unit: 'requests',
    default: 50,
    min: 1,
    max: 10_000,
  }),
  pollIntervalMs: integer({
    description: 'Pause between looks at an empty list',
    ja: '空のリストを確認する間隔',
    unit: 'ms',
    default: 250,
    min: 1,
    max: MAX_TIMER_MS,
  }),
  maxQueuedRequests: integer({
    description: 'Requests waiting in the queue above which intake pauses; 0 for no limit',
    ja: '取り込みを一時停止する待機リクエスト数。0 は無制限',
    unit: 'requests',
    default: 100_000,
    min: 0,
    max: 100_000_000,
    aliases: ['CCSP_MAX_QUEUE_SIZE', 'CCSP_QUEUE_SIZE'],
  }),
  deadLetterMaxCount: integer({
    description: 'Dead letters kept; the oldest go first',
    ja: '保持するデッドレターの数 (古い順に削除)',
    unit: 'entries',
    default: 1_000,
    min: 1,
    max: 1_000_000,
  }),
  deadLetterMaxBytes: integer({
    description: 'Size of all dead letters together',
    ja: 'デッドレター全体のサイズ',
    unit: 'bytes',
    default: 64 * MIB,
    min: KIB,
    max: 16 * GIB,
  }),
  deadLetterEntryBytes: integer({
    description: 'How much is kept of a request over intake.maxRequestBytes; a smaller one is kept whole',
    ja: 'intake.maxRequestBytes を超えるリクエストの保持サイズ (それ以下は全体を保持)',
    unit: 'bytes',
    default: 64 * KIB,
    min: 64,
    max: 512 * MIB,
  }),
})
