import { createHash, randomUUID } from 'node:crypto'
import type { RunnerConfig } from '@ccsp/config'
import type { JobData } from '@ccsp/fleet'
import type { RunSpec } from '../execution.ts'

/**
 * The run for a job's attempt. The session id follows from the job, so that a later attempt can tell which sessions the
 * earlier ones had.
 */
export function runSpecOf(job: { jobId: string; attempt: number; data: JobData }, config: RunnerConfig): RunSpec {
  const { request, receivedAt } = job.data
  return {
    runId: randomUUID(),
    prompt: request.prompt,
    includeFiles: request.includeFiles,
    sessionId: sessionIdOf(`${job.jobId}:${receivedAt}:${request.fromAgent}:${request.requestId}:${job.attempt}`),
    isContinued: request.isContinued,
    timeoutMs: Math.min(request.timeoutMs ?? config.timeoutMs, config.maxTimeoutMs),
    ...(request.systemPrompt === undefined ? {} : { systemPrompt: request.systemPrompt }),
    ...(request.workingDirectory === undefined ? {} : { workingDirectory: request.workingDirectory }),
    ...optionalModel('model', request.model ?? config.defaultModel),
    ...optionalModel('fallbackModel', request.fallbackModel ?? config.fallbackModel),
  }
}

function optionalModel<Name extends string>(name: Name, value: string | undefined): { [Key in Name]?: string } {
  return (value === undefined ? {} : { [name]: value }) as { [Key in Name]?: string }
}

/** A UUID made from a name (RFC 9562, version 8: the digest is SHA-256). */
function sessionIdOf(text: string): string {
  const bytes = createHash('sha256').update(text).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
