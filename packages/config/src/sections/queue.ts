import { z } from 'zod'
import { MAX_KEEP_MS } from '../limits.ts'
import { integer, text } from '../setting.ts'

// BullMQ joins prefix, queue name and its own suffixes with colons.
const NAME = {
  expected: { en: 'text of letters, digits, dots, dashes and underscores', ja: '英数字・ドット・ハイフン・下線の文字列' },
  isValid: (value: string) => /^[\w.-]+$/.test(value),
}

export const queueSection = z.strictObject({
  name: text({ description: 'Name of the queue', ja: 'キューの名前', default: 'ccsp-queue', ...NAME }),
  prefix: text({
    description: 'First part of every Redis key of the queue; braces are allowed',
    ja: 'キューの Redis キーの先頭部分。波括弧も可',
    default: 'bull',
    expected: {
      en: 'text of letters, digits, dots, dashes, underscores and braces',
      ja: '英数字・ドット・ハイフン・下線・波括弧の文字列',
    },
    isValid: (value) => /^[\w.{}-]+$/.test(value),
  }),
  keepCompletedCount: integer({
    description: 'Completed jobs kept',
    ja: '保持する完了ジョブの数',
    unit: 'jobs',
    default: 1_000,
    min: 0,
    max: 1_000_000,
  }),
  keepCompletedMs: integer({
    description: 'How long a completed job is kept',
    ja: '完了ジョブの保持期間',
    unit: 'ms',
    default: 86_400_000,
    min: 0,
    max: MAX_KEEP_MS,
  }),
  keepFailedCount: integer({
    description: 'Failed jobs kept',
    ja: '保持する失敗ジョブの数',
    unit: 'jobs',
    default: 1_000,
    min: 0,
    max: 1_000_000,
  }),
  keepFailedMs: integer({
    description: 'How long a failed job is kept',
    ja: '失敗ジョブの保持期間',
    unit: 'ms',
    default: 604_800_000,
    min: 0,
    max: MAX_KEEP_MS,
  }),
  replyTtlMs: integer({
    description: 'How long an unread reply is kept',
    ja: '未読の応答の保持期間',
    unit: 'ms',
    default: 3_600_000,
    min: 1_000,
    max: MAX_KEEP_MS,
  }),
})
