import type { QueueConfig } from '@ccsp/config'
import { healthKey, KEYS, loadKey } from '../contract/keys.ts'
import { PRIORITIES, priorityNumber } from '../contract/request.ts'
import { queueKeyPrefix } from '../queue/queue-keys.ts'
import type { FleetRedis } from '../scripts/commands.ts'
import { type Answers, Batch } from './batch.ts'
import { instancesOf } from './instances-of.ts'
import { ledgerOf, limitsOf, loginOf } from './ledger-of.ts'
import { queueOf, runningOf } from './queue-of.ts'
import { redisHealthOf } from './redis-health-of.ts'
import type { FleetState } from './snapshot.ts'

/** Running jobs that are described one by one; more are only counted. The longest-running ones come first. */
const MAX_RUNNING = 200

/** Reads everything in two round trips, whatever the size of the queue. */
export async function readFleet(redis: FleetRedis, config: QueueConfig): Promise<FleetState> {
  const began = performance.now()
  const first = await overview(redis, config).run()
  const latencyMs = performance.now() - began
  const heads = headsOf(first)
  const second = await details(redis, config, first).run()
  const seconds = first.list('time')
  const nowMs = Number(seconds[0]) * 1000 + Math.floor(Number(seconds[1]) / 1000)
  return {
    redisTime: new Date(nowMs).toISOString(),
    queue: queueOf({ first, second, heads, nowMs }),
    running: runningOf(first, second, nowMs),
    instances: instancesOf(first, second),
    login: loginOf(first),
    limits: limitsOf(first),
    ledger: ledgerOf(first.hash('ledger')),
    redis: redisHealthOf(first.text('info') ?? '', latencyMs),
  }
}

/** BullMQ orders its prioritized set by priority x 2^32 + a counter. */
const scoreOf = (priority: number): number => priority * 0x1_0000_0000

function overview(redis: FleetRedis, config: QueueConfig): Batch {
  const prefix = queueKeyPrefix(config)
  const batch = new Batch(redis)
    .add('time', (commands) => commands.time())
    .add('listed', (commands) => commands.llen(KEYS.requests))
    .add('wait', (commands) => commands.llen(`${prefix}wait`))
    .add('waitHead', (commands) => commands.lindex(`${prefix}wait`, -1))
    .add('active', (commands) => commands.llen(`${prefix}active`))
    // The list's tail is what was handed out first.
    .add('activeIds', (commands) => commands.lrange(`${prefix}active`, -MAX_RUNNING, -1))
    .add('delayed', (commands) => commands.zcard(`${prefix}delayed`))
    .add('delayedHead', (commands) => commands.zrange(`${prefix}delayed`, '0', '0', 'WITHSCORES'))
    .add('completed', (commands) => commands.zcard(`${prefix}completed`))
    .add('failed', (commands) => commands.zcard(`${prefix}failed`))
    .add('paused', (commands) => commands.hget(`${prefix}meta`, 'paused'))
    .add('pause', (commands) => commands.get(KEYS.pause))
    .add('deadLetters', (commands) => commands.llen(KEYS.deadLetter))
    .add('instances', (commands) => commands.hgetall(KEYS.instances))
    .add('session', (commands) => commands.get(KEYS.sessionState))
    .add('limits', (commands) => commands.hgetall(KEYS.limits))
    .add('ledger', (commands) => commands.hgetall(KEYS.ledgerTotals))
    .add('info', (commands) => commands.info())
  for (const priority of PRIORITIES) {
    const from = scoreOf(priorityNumber(priority))
    const to = `(${scoreOf(priorityNumber(priority) + 1)}`
    batch.add(`count:${priority}`, (commands) => commands.zcount(`${prefix}prioritized`, from, to))
    batch.add(`head:${priority}`, (commands) => commands.zrangebyscore(`${prefix}prioritized`, from, to, 'LIMIT', 0, 1))
  }
  return batch
}

/** The job served next of each priority, and of those handed out before. */
function headsOf(first: Answers): Map<string, string> {
  const heads = new Map<string, string>()
  const redelivered = first.text('waitHead')
  if (redelivered !== null) heads.set('redelivered', redelivered)
  for (const priority of PRIORITIES) {
    const id = first.list(`head:${priority}`)[0]
    if (id != null) heads.set(priority, id)
  }
  return heads
}

function details(redis: FleetRedis, config: QueueConfig, first: Answers): Batch {
  const prefix = queueKeyPrefix(config)
  const batch = new Batch(redis)
  for (const [name, id] of headsOf(first)) batch.add(`timestamp:${name}`, (commands) => commands.hget(prefix + id, 'timestamp'))
  for (const id of first.list('activeIds')) {
    // Never the job's data: it holds the prompt.
    if (id !== null) batch.add(`job:${id}`, (commands) => commands.hmget(prefix + id, 'processedOn', 'progress'))
  }
  for (const id of Object.keys(first.hash('instances'))) {
    batch.add(`health:${id}`, (commands) => commands.get(healthKey(id)))
    batch.add(`load:${id}`, (commands) => commands.get(loadKey(id)))
  }
  return batch
}
