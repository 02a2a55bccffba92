import { disconnectRedis } from '@ccsp/fleet'
import { sleep } from '@ccsp/foundation'
import type { Worker } from 'bullmq'
import type { Redis } from 'ioredis'

export interface DrainOrder {
  /** How long running jobs may take to end by themselves, ms. */
  readonly timeoutMs: number
  runningCount(): number
  /** Ends what runs, to be handed back. @returns how many */
  endAll(): number
  /** Connections that the worker made for itself. */
  readonly connections: readonly Redis[]
}

/** For ended runs to be gone and handed back, ms: longer than the grace that a run gets after its interrupt. */
const HAND_BACK_MS = 10_000
/** A worker that runs nothing closes at once, unless Redis does not answer, ms. */
const IDLE_MS = 2_000
const LOOK_MS = 50

/** Closes a worker in bounded time, whatever Redis does. @returns how many running jobs were ended for it */
export async function drainWorker(worker: Worker, order: DrainOrder): Promise<number> {
  const state = { isClosed: false }
  const closed = worker.close().finally(() => {
    state.isClosed = true
  })
  const until = async (timeoutMs: number, isEnough: () => boolean): Promise<void> => {
    const deadline = performance.now() + timeoutMs
    while (!state.isClosed && !isEnough() && performance.now() < deadline) await Promise.race([closed, sleep(LOOK_MS)])
  }
  let idleSince = performance.now()
  const isIdle = (): boolean => {
    if (order.runningCount() > 0) idleSince = performance.now()
    return performance.now() - idleSince > IDLE_MS
  }
  await until(order.timeoutMs, isIdle)
  const ended = order.endAll()
  await until(HAND_BACK_MS, isIdle)
  // Redis is away. BullMQ would wait for it for ever with the connection that it made itself.
  if (!state.isClosed) for (const connection of order.connections) disconnectRedis(connection)
  return ended
}
