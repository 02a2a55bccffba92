import { z } from 'zod'
import { MAX_TIMER_MS } from '../limits.ts'
import { decimal, integer } from '../setting.ts'

export const simulatorSection = z.strictObject({
  latencyMs: integer({
    description: 'Time that a simulated run takes',
    ja: '模擬実行にかかる時間',
    unit: 'ms',
    default: 150,
    min: 0,
    max: MAX_TIMER_MS,
  }),
  failureRate: decimal({
    description: 'Share of simulated runs that fail',
    ja: '模擬実行が失敗する割合',
    unit: 'share',
    default: 0,
    min: 0,
    max: 1,
  }),
  limitRate: decimal({
    description: 'Share of simulated runs that hit a usage limit',
    ja: '模擬実行が利用制限に達する割合',
    unit: 'share',
    default: 0,
    min: 0,
    max: 1,
  }),
  seed: integer({
    description: 'Seed of the simulated chance: the same seed, the same run',
    ja: '模擬実行の乱数の種。同じ種なら同じ結果',
    default: 1,
    min: 0,
    max: 4_294_967_295,
  }),
})
