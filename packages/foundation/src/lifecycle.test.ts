import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { backOffMs, sleep, withTimeout } from './lifecycle.ts'

const DAY_MS = 86_400_000

describe('sleep', () => {
  test('ends after its time', async () => {
    const start = performance.now()
    await sleep(20)
    expect(performance.now() - start).toBeGreaterThan(15)
  })

  test('of no time or less ends at once', async () => {
    expect(await Promise.all([sleep(0), sleep(-5)])).toEqual([undefined, undefined])
  })

  test('rejects with the reason of its signal when that aborts first', async () => {
    const reason = new Error('enough')
    await expect(sleep(60_000, AbortSignal.abort(reason))).rejects.toBe(reason)
    const controller = new AbortController()
    const waiting = sleep(60_000, controller.signal)
    controller.abort(reason)
    await expect(waiting).rejects.toBe(reason)
  })

  test('longer than a timer can wait does not end at once', async () => {
    const controller = new AbortController()
    const first = await Promise.race([
      sleep(30 * DAY_MS, controller.signal).catch(() => 'aborted'),
      sleep(30).then(() => 'still asleep'),
    ])
    controller.abort()
    expect(first).toBe('still asleep')
  })
})

describe('withTimeout', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('settles as the work does and leaves no timer', async () => {
    expect(await withTimeout(Promise.resolve(7), 1_000, () => new Error('late'))).toBe(7)
    await expect(withTimeout(Promise.reject(new Error('broken')), 1_000, () => new Error('late'))).rejects.toThrow('broken')
    expect(vi.getTimerCount()).toBe(0)
  })

  test('rejects with the error made for it when the work takes longer', async () => {
    const result = withTimeout(new Promise(() => undefined), 1_000, () => new Error('late')).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1_000)
    expect(await result).toMatchObject({ message: 'late' })
  })

  test('work that fails after the time is over is no unhandled rejection', async () => {
    const { promise, reject } = Promise.withResolvers<never>()
    const result = withTimeout(promise, 10, () => new Error('late')).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(10)
    reject(new Error('too late'))
    expect(await result).toMatchObject({ message: 'late' })
  })

  test('a time longer than a timer can wait is not over at once', async () => {
    const result = withTimeout(
      new Promise<string>((resolve) => setTimeout(resolve, 50, 'done')),
      30 * DAY_MS,
      () => new Error('late'),
    )
    await vi.advanceTimersByTimeAsync(50)
    expect(await result).toBe('done')
  })
})

describe('backOffMs', () => {
  const options = { baseMs: 100, maxMs: 1_000 }

  test('doubles from the base to the most', () => {
    const delays = [1, 2, 3, 4, 5, 6].map((attempt) => backOffMs(attempt, { ...options, random: () => 1 }))
    expect(delays).toEqual([100, 200, 400, 800, 1_000, 1_000])
  })

  test('is at least half of that, at random', () => {
    expect(backOffMs(3, { ...options, random: () => 0 })).toBe(200)
    const delays = Array.from({ length: 100 }, () => backOffMs(3, options))
    expect(Math.min(...delays)).toBeGreaterThanOrEqual(200)
    expect(Math.max(...delays)).toBeLessThanOrEqual(400)
    expect(new Set(delays).size).toBeGreaterThan(1)
  })

  test('stays finite for any attempt', () => {
    expect(backOffMs(1_000_000, { ...options, random: () => 1 })).toBe(1_000)
  })
})
