import type { FleetState, Instance, PauseInfo, QueueState, RedisHealth, Snapshot } from '@ccsp/fleet'
import type { Translate } from '../messages/index.ts'
import { renderFacts } from './facts.ts'
import { toLine, toShortLine } from './plain-text.ts'
import { showBytes, showDuration, showTime, showUsd } from './quantities.ts'
import { renderTable } from './table.ts'

const MAX_CELL_LENGTH = 40

/** A snapshot for people. What is not known is never shown as zero. */
export function renderStatus(snapshot: Snapshot, t: Translate): string {
  const { fleet, problem } = snapshot
  const since = showTime(snapshot.staleSince)
  const stale = t('status.stale', { since, problem: toLine(`${problem?.code ?? ''} ${problem?.message ?? ''}`.trim()) })
  const head = snapshot.isFresh ? t('status.at', { at: showTime(snapshot.at) }) : stale
  const parts = fleet === null ? [t('status.unknown')] : partsOf(fleet, t)
  return [head, ...parts].join('\n\n')
}

function partsOf(fleet: FleetState, t: Translate): string[] {
  return [
    section(t('status.instances'), instancesOf(fleet.instances, Date.parse(fleet.redisTime), t)),
    section(t('status.queue'), queueOf(fleet.queue, t)),
    section(t('status.running'), runningOf(fleet, t)),
    section(t('status.login'), loginOf(fleet, t)),
    section(t('status.limits'), limitsOf(fleet, t)),
    section(t('status.ledger'), ledgerOf(fleet, t)),
    section(t('status.redis'), redisOf(fleet.redis, t)),
  ]
}

function section(title: string, body: string): string {
  return `${title}\n${body.replace(/^/gm, '  ')}`
}

function cell(text: string): string {
  return toShortLine(text, MAX_CELL_LENGTH)
}

function instancesOf(instances: readonly Instance[], nowMs: number, t: Translate): string {
  const header = [
    t('column.instance'),
    t('column.state'),
    t('column.running'),
    t('column.mode'),
    t('column.since'),
    t('column.heard'),
  ]
  const rows = instances.map((instance) => [
    cell(instance.instanceId),
    t(instance.isAlive ? 'status.alive' : 'status.silent'),
    `${instance.activeRequests ?? '-'}/${instance.capacity ?? '-'}`,
    instance.mode ?? '-',
    showTime(instance.startTime),
    ageOf(instance.lastUpdate, nowMs),
  ])
  const alive = instances.filter(({ isAlive }) => isAlive)
  return [
    ...(rows.length === 0 ? [] : [renderTable([header, ...rows])]),
    ...(alive.length === 0 ? [t('status.noInstances')] : []),
    ...(alive.some(({ mode }) => mode === 'simulator') ? [t('status.simulated')] : []),
  ].join('\n')
}

function ageOf(instant: string, nowMs: number): string {
  const ageMs = nowMs - Date.parse(instant)
  return Number.isNaN(ageMs) ? '-' : showDuration(Math.max(0, ageMs))
}

function queueOf(queue: QueueState, t: Translate): string {
  const priorities = Object.entries(queue.byPriority).map(([name, { waiting, oldestAgeMs }]) => [
    name,
    String(waiting),
    showDuration(oldestAgeMs),
  ])
  const handedBack = [t('status.handedBack'), String(queue.redelivered), showDuration(queue.redeliveredOldestAgeMs)]
  const { active, delayed, completed, failed, deadLetters, listed, delayedLatenessMs } = queue
  return [
    ...(queue.isPaused ? [pauseOf(queue.pause, t)] : []),
    renderTable([[t('column.priority'), t('column.waiting'), t('column.oldest')], ...priorities, handedBack]),
    t('status.counts', { active, delayed, completed, failed, deadLetters, listed }),
    ...(delayedLatenessMs === null || delayedLatenessMs === 0
      ? []
      : [t('status.late', { late: showDuration(delayedLatenessMs) })]),
  ].join('\n')
}

function pauseOf(pause: PauseInfo | null, t: Translate): string {
  if (pause === null) return t('status.pausedPlain')
  const reason = pause.reason === '' ? t('queue.noReason') : toLine(pause.reason)
  const facts = { by: toLine(pause.by), at: showTime(pause.at), reason }
  return pause.until === null ? t('status.paused', facts) : t('status.pausedUntil', { ...facts, until: showTime(pause.until) })
}

function runningOf({ running, queue }: FleetState, t: Translate): string {
  if (running.length === 0) return t('status.none')
  const header = [
    t('column.job'),
    t('column.for'),
    t('column.from'),
    t('column.request'),
    t('column.model'),
    t('column.instance'),
  ]
  const rows = running.map(({ jobId, runningMs, run }) => [
    cell(jobId),
    showDuration(runningMs),
    cell(run?.fromAgent ?? '-'),
    cell(run?.requestId ?? '-'),
    cell(run?.model ?? '-'),
    cell(run?.instanceId ?? '-'),
  ])
  const more = queue.active - running.length
  return renderTable([header, ...rows]) + (more > 0 ? `\n… +${more}` : '')
}

function loginOf({ login }: FleetState, t: Translate): string {
  return login.isBlocked ? t('status.loginBlocked', { since: showTime(login.blockedAt) }) : t('status.loginOk')
}

function limitsOf({ limits }: FleetState, t: Translate): string {
  if (limits.length === 0) return t('status.none')
  const header = [t('column.window'), t('column.state'), t('column.used'), t('column.resets')]
  const rows = limits.map(({ window, status, utilization, resetsAt }) => [
    cell(window),
    cell(status),
    utilization === null ? '-' : `${Math.round(utilization * 100)} %`,
    showTime(resetsAt),
  ])
  return renderTable([header, ...rows])
}

function ledgerOf({ ledger }: FleetState, t: Translate): string {
  const { accepted, duplicates, rejected, settled, undelivered, inputTokens: input, outputTokens: output } = ledger
  const outcomes = Object.entries(ledger.byOutcome).map(([name, count]): [string, string] => [cell(name), String(count)])
  return [
    t('status.ledgerCounts', { accepted, duplicates, rejected, settled, undelivered }),
    t('status.ledgerUse', { input, output, cost: showUsd(ledger.costUsd) }),
    ...(outcomes.length === 0 ? [] : [renderFacts(outcomes)]),
  ].join('\n')
}

function redisOf(redis: RedisHealth, t: Translate): string {
  const uptime = showDuration(redis.uptimeSeconds * 1000)
  const latency = redis.latencyMs.toFixed(1)
  return [
    t('status.redisLine', {
      version: toLine(redis.version),
      role: toLine(redis.role),
      uptime,
      clients: redis.connectedClients,
      latency,
    }),
    t('status.redisMemory', {
      used: showBytes(redis.usedMemoryBytes),
      max: redis.maxMemoryBytes === 0 ? t('status.unlimited') : showBytes(redis.maxMemoryBytes),
      policy: toLine(redis.maxMemoryPolicy),
      appendOnly: t(redis.isAppendOnly ? 'status.on' : 'status.off'),
      save: t(redis.isLastSaveGood && redis.isLastAppendGood ? 'status.good' : 'status.bad'),
    }),
  ].join('\n')
}
