import { isUtf8 } from 'node:buffer'
import type { IntakeConfig } from '@ccsp/config'
import {
  inflightKeyOf,
  type JobData,
  type ListedMessage,
  PRIORITIES,
  type Priority,
  type Rejection,
  replyKeyOf,
  type ServiceRequest,
} from '@ccsp/fleet'
import { z } from 'zod'
import { isDeeperThan } from './is-deeper-than.ts'
import { readableIdentity } from './readable-identity.ts'

/** Ids and names become parts of Redis keys and of logs. */
const name = z.string().min(1).max(512)
const path = z.string().min(1).max(4096)
const prioritySchema = z.enum(PRIORITIES)

/** The request as the clients in the field send it. What is not named here is theirs and ignored. */
const requestSchema = z.object({
  requestId: name,
  fromAgent: name,
  prompt: z.string().min(1),
  type: name.optional(),
  taskType: name.optional(),
  systemPrompt: z.string().optional(),
  includeFiles: z.array(path).max(256).optional(),
  modelPreference: z.object({ primary: name.nullish(), fallback: name.nullish() }).nullish(),
  continueExecution: z.boolean().optional(),
  priority: prioritySchema.optional(),
  context: z
    .object({
      workingDirectory: path.nullish(),
      /** ms */
      timeout: z.number().positive().max(86_400_000).nullish(),
      priority: prioritySchema.nullish(),
      /** ms */
      delay: z.number().min(0).max(31_536_000_000).nullish(),
    })
    .nullish(),
  timestamp: z.unknown().optional(),
})

export type ParsedMessage =
  | { readonly isValid: true; readonly data: JobData; readonly delayMs: number }
  | { readonly isValid: false; readonly rejection: Rejection }

/** Reads one message of the request list. Never throws: what is wrong is in the rejection. */
export function parseRequest(message: ListedMessage, config: IntakeConfig, nowMs: number): ParsedMessage {
  if (message.isOversized) {
    const problem = `the message has ${message.sizeBytes} bytes; at most ${config.maxRequestBytes} are allowed`
    return refuse({ reason: 'too-large', problem, document: readableIdentity(message.raw.toString('utf8')), nowMs })
  }
  const { document, problem } = readDocument(message.raw)
  if (problem !== null)
    return refuse({ reason: 'invalid-json', problem, document: readableIdentity(message.raw.toString('utf8')), nowMs })
  const parsed = requestSchema.safeParse(document)
  if (!parsed.success) return refuse({ reason: 'invalid-request', problem: firstProblem(parsed.error), document, nowMs })
  const fields = parsed.data
  if (fields.type === undefined && fields.taskType === undefined) {
    return refuse({ reason: 'invalid-request', problem: 'type or taskType is required', document, nowMs })
  }
  return { isValid: true, data: jobDataOf(fields, nowMs), delayMs: Math.round(fields.context?.delay ?? 0) }
}

/** What no client nests as deep, and what takes many times its size in memory. */
const MAX_DEPTH = 1_000

function readDocument(raw: Buffer): { document: unknown; problem: string | null } {
  // Decoding would put replacement characters into the prompt and serve it.
  if (!isUtf8(raw)) return { document: null, problem: 'the message is not UTF-8' }
  if (isDeeperThan(raw, MAX_DEPTH)) return { document: null, problem: `the message is nested deeper than ${MAX_DEPTH} levels` }
  try {
    return { document: JSON.parse(raw.toString('utf8')), problem: null }
  } catch {
    return { document: null, problem: 'the message is not JSON' }
  }
}

type RequestFields = z.infer<typeof requestSchema>

function jobDataOf(fields: RequestFields, nowMs: number): JobData {
  const replyKey = replyKeyOf({
    fromAgent: fields.fromAgent,
    hasType: fields.type !== undefined,
    hasTimestamp: fields.timestamp !== undefined,
  })
  return { request: requestOf(fields), replyKey, inflightKey: inflightKeyOf(replyKey, fields.requestId), receivedAt: nowMs }
}

function requestOf(fields: RequestFields): ServiceRequest {
  const { context, modelPreference } = fields
  const priority: Priority = fields.priority ?? context?.priority ?? 'normal'
  return {
    requestId: fields.requestId,
    fromAgent: fields.fromAgent,
    prompt: fields.prompt,
    priority,
    type: fields.type ?? fields.taskType ?? '',
    includeFiles: fields.includeFiles ?? [],
    isContinued: fields.continueExecution ?? false,
    ...(fields.systemPrompt === undefined ? {} : { systemPrompt: fields.systemPrompt }),
    ...(modelPreference?.primary == null ? {} : { model: modelPreference.primary }),
    ...(modelPreference?.fallback == null ? {} : { fallbackModel: modelPreference.fallback }),
    ...(context?.workingDirectory == null ? {} : { workingDirectory: context.workingDirectory }),
    ...(context?.timeout == null ? {} : { timeoutMs: Math.round(context.timeout) }),
  }
}

function firstProblem(error: z.ZodError): string {
  const issue = error.issues[0]
  const where = issue?.path.join('.') ?? ''
  return where === '' ? 'the message is not an object' : `${where}: ${issue?.message ?? 'invalid'}`
}

function refuse(refusal: { reason: string; problem: string; document: unknown; nowMs: number }): ParsedMessage {
  const { reason, problem, document, nowMs } = refusal
  const identity = identityOf(document)
  const rejection = {
    reason,
    message: problem,
    ...(identity.requestId === undefined ? {} : { requestId: identity.requestId }),
    ...(identity.fromAgent === undefined ? {} : { fromAgent: identity.fromAgent }),
  }
  if (identity.requestId === undefined || identity.fromAgent === undefined)
    return { isValid: false, rejection: { ...rejection, reply: null } }
  const response = {
    requestId: identity.requestId,
    success: false,
    error: `Invalid request: ${problem}`,
    timestamp: new Date(nowMs).toISOString(),
  }
  const key = replyKeyOf({ fromAgent: identity.fromAgent, hasType: identity.hasType, hasTimestamp: identity.hasTimestamp })
  return { isValid: false, rejection: { ...rejection, reply: { key, response } } }
}

function identityOf(document: unknown): {
  requestId: string | undefined
  fromAgent: string | undefined
  hasType: boolean
  hasTimestamp: boolean
} {
  const fields = typeof document === 'object' && document !== null ? (document as Record<string, unknown>) : {}
  const readable = (field: string): string | undefined => name.safeParse(fields[field]).data
  const has = (field: string): boolean => Object.hasOwn(fields, field) && fields[field] !== undefined
  // A message with neither type nor taskType came from a client of the plural key: that is the older and commoner one.
  return {
    requestId: readable('requestId'),
    fromAgent: readable('fromAgent'),
    hasType: has('type') || !has('taskType'),
    hasTimestamp: has('timestamp'),
  }
}
