import { z } from 'zod'
import type { InitFact, RateLimitFact, ResultFact, RetryFact } from './run-facts.ts'

/** Longest name (model, tool, session, code) that is kept; longer ones count as absent. */
const MAX_NAME_LENGTH = 256
const MAX_LISTED_NAMES = 100
const MAX_ERROR_LENGTH = 2000
/** 2017 to 2100: a reset outside of it is not an epoch in seconds. */
const MIN_EPOCH_SECONDS = 1_500_000_000
const MAX_EPOCH_SECONDS = 4_102_444_800

// Every field stands alone: a wrong type makes that field null and leaves the rest of the event readable.
const name = z.string().max(MAX_NAME_LENGTH).nullish().catch(null)
const text = z.string().nullish().catch(null)
const flag = z.boolean().nullish().catch(null)
const count = z.number().finite().nonnegative().nullish().catch(null)
const httpStatus = z.number().int().min(100).max(599).nullish().catch(null)
const epochSeconds = z.number().min(MIN_EPOCH_SECONDS).max(MAX_EPOCH_SECONDS).nullish().catch(null)
const names = z.array(z.string().max(MAX_NAME_LENGTH).catch('')).catch([]).default([])

const initSchema = z.object({ session_id: name, model: name, claude_code_version: name, apiKeySource: name })
const retrySchema = z.object({ attempt: count, max_retries: count, retry_delay_ms: count, error_status: httpStatus, error: name })
const fallbackSchema = z.object({ fallback_model: name })
const assistantSchema = z.object({
  error: name,
  parent_tool_use_id: name,
  message: z.object({ model: name }).nullish().catch(null),
})
const windowSchema = z.object({ resetsAt: epochSeconds, utilization: count }).nullish().catch(null)
const rateLimitSchema = z.object({
  status: name,
  rateLimitType: name,
  resetsAt: epochSeconds,
  isUsingOverage: flag,
  unifiedWindows: z.record(z.string(), windowSchema).nullish().catch(null),
})
const usageSchema = z.object({
  input_tokens: count,
  output_tokens: count,
  cache_read_input_tokens: count,
  cache_creation_input_tokens: count,
})
const resultSchema = z.object({
  subtype: name,
  is_error: flag,
  api_error_status: httpStatus,
  result: text,
  errors: z.array(z.string().catch('')).nullish().catch(null),
  stop_reason: name,
  terminal_reason: name,
  session_id: name,
  total_cost_usd: count,
  usage: usageSchema.nullish().catch(null),
  modelUsage: z
    .record(z.string(), z.object({ costUSD: count }).nullish().catch(null))
    .nullish()
    .catch(null),
  permission_denials: z
    .array(z.object({ tool_name: name }).nullish().catch(null))
    .nullish()
    .catch(null),
})

/** A JSON value that is an object with a `type`: what every line of the stream is. */
export type StreamEvent = Readonly<Record<string, unknown>> & { readonly type: string }

/** Narrows a parsed line; false for arrays, scalars and objects without a textual `type`. */
export function isStreamEvent(value: unknown): value is StreamEvent {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && typeof (value as StreamEvent).type === 'string'
}

/** Reads system/init. */
export function readInit(event: StreamEvent): InitFact {
  const { data } = initSchema.safeParse(event)
  return {
    sessionId: data?.session_id ?? null,
    model: data?.model ?? null,
    version: data?.claude_code_version ?? null,
    apiKeySource: data?.apiKeySource ?? null,
  }
}

/** Reads system/api_retry. */
export function readRetry(event: StreamEvent): RetryFact {
  const { data } = retrySchema.safeParse(event)
  return {
    attempt: data?.attempt ?? 0,
    maxRetries: data?.max_retries ?? null,
    delayMs: data?.retry_delay_ms ?? null,
    status: data?.error_status ?? null,
    error: data?.error ?? null,
  }
}

/** Reads system/model_fallback: the model that answers from now on, or null. */
export function readFallbackModel(event: StreamEvent): string | null {
  return fallbackSchema.safeParse(event).data?.fallback_model ?? null
}

/** Reads an assistant message; `isMain` is false for those of a sub-agent. */
export function readAssistant(event: StreamEvent): { error: string | null; model: string | null; isMain: boolean } {
  const { data } = assistantSchema.safeParse(event)
  return { error: data?.error ?? null, model: data?.message?.model ?? null, isMain: (data?.parent_tool_use_id ?? null) === null }
}

/** Reads rate_limit_event; null without a status. Newer CLIs report each window apart, which fills in a missing reset. */
export function readRateLimit(event: StreamEvent): RateLimitFact | null {
  const { data } = rateLimitSchema.safeParse(event['rate_limit_info'])
  if (data?.status == null) return null
  const spent = Object.entries(data.unifiedWindows ?? {}).filter(([, each]) => (each?.utilization ?? 0) >= 1)
  const window = data.rateLimitType ?? spent[0]?.[0] ?? null
  const listed = window === null ? undefined : spent.find(([each]) => each === window)
  return {
    status: data.status,
    window: window === null ? null : window.slice(0, MAX_NAME_LENGTH),
    resetsAt: data.resetsAt ?? listed?.[1]?.resetsAt ?? null,
    isUsingOverage: data.isUsingOverage === true,
  }
}

/** Reads the closing result object. */
export function readResult(event: StreamEvent): ResultFact {
  const data = resultSchema.parse(event)
  const { usage } = data
  return {
    subtype: data.subtype ?? null,
    isError: data.is_error ?? null,
    status: data.api_error_status ?? null,
    text: data.result ?? null,
    errors: (data.errors ?? []).slice(0, 10).map((each) => each.slice(0, MAX_ERROR_LENGTH)),
    stopReason: data.stop_reason ?? null,
    terminalReason: data.terminal_reason ?? null,
    sessionId: data.session_id ?? null,
    costUsd: data.total_cost_usd ?? null,
    usage: usage
      ? {
          input: usage.input_tokens ?? 0,
          output: usage.output_tokens ?? 0,
          cacheRead: usage.cache_read_input_tokens ?? 0,
          cacheCreation: usage.cache_creation_input_tokens ?? 0,
        }
      : null,
    models: modelsByCost(data.modelUsage ?? {}),
    permissionDenials: toolNames((data.permission_denials ?? []).map((each) => each?.tool_name ?? '')),
  }
}

function modelsByCost(usage: Readonly<Record<string, { costUSD?: number | null | undefined } | null | undefined>>): string[] {
  const sorted = Object.entries(usage).toSorted(([, a], [, b]) => (b?.costUSD ?? 0) - (a?.costUSD ?? 0))
  return names.parse(sorted.slice(0, MAX_LISTED_NAMES).map(([model]) => model)).filter((model) => model !== '')
}

function toolNames(tools: readonly string[]): string[] {
  return [...new Set(tools)].filter((tool) => tool !== '').slice(0, MAX_LISTED_NAMES)
}
