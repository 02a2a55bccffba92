import type { RunInfo } from '../contract/instance.ts'
import { PRIORITIES, type Priority } from '../contract/request.ts'
import { parsePause } from '../queue/pause-queue.ts'
import { type Answers, numberOrNull, parseObject, textOr, textOrNull } from './batch.ts'
import type { PriorityState, QueueState, RunningJob } from './snapshot.ts'

/** BullMQ's score of a delayed job is its due time in ms x 4096 plus a counter. */
const DELAYED_SCORE_STEP = 0x1000

interface Readings {
  readonly first: Answers
  readonly second: Answers
  readonly heads: ReadonlyMap<string, string>
  readonly nowMs: number
}

export function queueOf(readings: Readings): QueueState {
  const { first } = readings
  const byPriority = Object.fromEntries(
    PRIORITIES.map((priority): [Priority, PriorityState] => [
      priority,
      { waiting: first.count(`count:${priority}`), oldestAgeMs: headAgeMs(readings, priority) },
    ]),
  ) as Record<Priority, PriorityState>
  const redelivered = first.count('wait')
  const pauseText = first.text('pause')
  return {
    listed: first.count('listed'),
    waiting: PRIORITIES.reduce((sum, priority) => sum + byPriority[priority].waiting, redelivered),
    active: first.count('active'),
    delayed: first.count('delayed'),
    completed: first.count('completed'),
    failed: first.count('failed'),
    deadLetters: first.count('deadLetters'),
    byPriority,
    redelivered,
    redeliveredOldestAgeMs: headAgeMs(readings, 'redelivered'),
    longestRunningMs: longestRunning(readings),
    delayedLatenessMs: delayedLateness(readings),
    isPaused: first.text('paused') !== null,
    pause: pauseText === null ? null : parsePause(pauseText),
  }
}

function headAgeMs({ second, heads, nowMs }: Readings, name: string): number | null {
  const timestamp = heads.has(name) ? second.text(`timestamp:${name}`) : null
  return timestamp === null ? null : Math.max(0, nowMs - Number(timestamp))
}

function longestRunning({ first, second, nowMs }: Readings): number | null {
  const times = runningOf(first, second, nowMs).flatMap((job) => (job.runningMs === null ? [] : [job.runningMs]))
  return times.length === 0 ? null : Math.max(...times)
}

function delayedLateness({ first, nowMs }: Readings): number | null {
  const score = first.list('delayedHead')[1]
  return score == null ? null : Math.max(0, nowMs - Math.floor(Number(score) / DELAYED_SCORE_STEP))
}

export function runningOf(first: Answers, second: Answers, nowMs: number): RunningJob[] {
  const ids = first.list('activeIds').filter((id) => id !== null)
  return ids.toReversed().map((jobId) => {
    const [processedOn, progress] = second.list(`job:${jobId}`)
    return {
      jobId,
      runningMs: processedOn == null ? null : Math.max(0, nowMs - Number(processedOn)),
      run: runInfoOf(parseObject(progress)),
    }
  })
}

function runInfoOf(progress: Record<string, unknown> | null): RunInfo | null {
  if (progress === null || typeof progress['runId'] !== 'string') return null
  return {
    runId: progress['runId'],
    requestId: textOr(progress['requestId'], ''),
    fromAgent: textOr(progress['fromAgent'], ''),
    instanceId: textOr(progress['instanceId'], ''),
    sessionId: textOr(progress['sessionId'], ''),
    model: textOrNull(progress['model']),
    pid: numberOrNull(progress['pid']),
  }
}
