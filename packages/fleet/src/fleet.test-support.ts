import { type Config, loadConfig } from '@ccsp/config'
import { startRedis, type StartRedisOptions, type TestRedis } from '@ccsp/testkit'
import { type ConnectionPurpose, connectRedis } from './connection/connect.ts'
import { inflightKeyOf, replyKeyOf } from './contract/reply-route.ts'
import type { JobData, ServiceRequest } from './contract/request.ts'
import { type EnqueueOptions, enqueue } from './queue/enqueue.ts'
import { openQueue, type RequestQueue } from './queue/open-queue.ts'
import type { LedgerRecord, Settlement } from './queue/settle.ts'
import type { FleetRedis } from './scripts/commands.ts'

/** A real redis-server with a connection and the queue on it. */
export interface TestFleet extends AsyncDisposable {
  readonly server: TestRedis
  readonly settings: Config
  readonly redis: FleetRedis
  readonly queue: RequestQueue
}

export function settingsOf(url: string, argv: Record<string, unknown> = {}): Config {
  return loadConfig({ argv: { 'redis.url': url, ...argv }, env: {}, files: [], defaults: { stateDirectory: '/nonexistent' } })
}

export async function startFleet(argv: Record<string, unknown> = {}, options: StartRedisOptions = {}): Promise<TestFleet> {
  const server = await startRedis(options)
  const settings = settingsOf(server.url, argv)
  const redis = connectRedis(settings.redis, 'service')
  const queue = openQueue(redis, settings.queue)
  return {
    server,
    settings,
    redis,
    queue,
    async [Symbol.asyncDispose]() {
      await queue.close()
      redis.disconnect()
      await server[Symbol.asyncDispose]()
    },
  }
}

/** A connection of its own that ends with the block. */
export function connected(settings: Config, purpose: ConnectionPurpose): { redis: FleetRedis } & Disposable {
  const redis = connectRedis(settings.redis, purpose)
  return { redis, [Symbol.dispose]: () => redis.disconnect() }
}

export function jobDataOf(fields: Partial<ServiceRequest> & { receivedAt?: number } = {}): JobData {
  const { receivedAt = Date.now(), ...rest } = fields
  const request: ServiceRequest = {
    requestId: 'request-1',
    fromAgent: 'tester',
    prompt: 'hello',
    priority: 'normal',
    type: 'test',
    includeFiles: [],
    isContinued: false,
    ...rest,
  }
  const replyKey = replyKeyOf({ fromAgent: request.fromAgent, hasType: true, hasTimestamp: false })
  return { request, replyKey, inflightKey: inflightKeyOf(replyKey, request.requestId), receivedAt }
}

/** Puts a request on the queue. @returns the job id */
export async function add(fleet: TestFleet, data: JobData, options: Partial<EnqueueOptions> = {}): Promise<string> {
  const { status, jobId } = await enqueue(fleet.redis, fleet.settings.queue, {
    data,
    options: { delayMs: 0, maxQueued: 0, ...options },
  })
  if (status !== 'queued') throw new Error(`not queued: ${status}`)
  return jobId
}

export function settlementOf(jobId: string, data: JobData, record: Partial<LedgerRecord> = {}): Settlement {
  const { requestId, fromAgent } = data.request
  const at = new Date().toISOString()
  return {
    jobId,
    data,
    response: { requestId, success: true, result: `answer to ${data.request.prompt}`, timestamp: at },
    record: {
      jobId,
      runId: 'run-1',
      requestId,
      fromAgent,
      outcome: 'success',
      model: 'm',
      inputTokens: 7,
      outputTokens: 3,
      costMicroUsd: 250,
      durationMs: 12.4,
      at,
      ...record,
    },
  }
}

/** Job ids in the order in which Redis hands them out. */
export async function handedOut(fleet: TestFleet): Promise<string[]> {
  const entries = await fleet.redis.xrange(fleet.queue.toKey('events'), '-', '+')
  return entries.flatMap(([, fields]) => {
    const event = new Map(pairs(fields))
    return event.get('event') === 'active' ? [event.get('jobId') ?? ''] : []
  })
}

function pairs(fields: string[]): [string, string][] {
  return fields.flatMap((name, index): [string, string][] => (index % 2 === 0 ? [[name, fields[index + 1] ?? '']] : []))
}
