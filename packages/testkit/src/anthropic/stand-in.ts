import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'
import { FAILURES, limitHeaders } from './failures.ts'
import { event, eventsOf, jsonOf, type StandInMessage } from './message-stream.ts'

/**
 * How the stand-in answers `POST /v1/messages`. Besides the failing modes: `ok`; `slow` (a word every 200 ms for 60 s);
 * `tool` (asks for one Bash command, then ends); `warning` and `overage` (served, with limit headers); `max-tokens`; `refusal`; `malformed`
 * (events that are no JSON), `cut` (the connection ends midway), `stall` (nothing after the first words), `hang` (never answers).
 */
export type StandInMode =
  | keyof typeof FAILURES
  | 'ok'
  | 'slow'
  | 'tool'
  | 'warning'
  | 'overage'
  | 'max-tokens'
  | 'refusal'
  | 'malformed'
  | 'cut'
  | 'stall'
  | 'hang'

export interface StandInOptions {
  /** Default 'ok'. */
  readonly mode?: StandInMode
  /** What the model says. Default 'pong'. */
  readonly text?: string
  /** The command asked for in mode `tool`. Default `echo hello`. */
  readonly toolCommand?: string
  /** When a limit resets, ms since the epoch. Default: an hour after the request. */
  readonly resetsAtMs?: number
}

/** A request the stand-in got. The login is kept only as its kind. */
export interface StandInRequest {
  readonly path: string
  readonly login: 'api-key' | 'bearer' | 'none'
  /** The parsed body; null when it was no JSON object. */
  readonly body: Record<string, unknown> | null
}

/** A stand-in for the Anthropic Messages API on 127.0.0.1. Dispose it to close it and every connection. */
export interface AnthropicStandIn extends AsyncDisposable {
  /** For ANTHROPIC_BASE_URL. */
  readonly url: string
  /** The requests of `POST /v1/messages`, oldest first. */
  readonly requests: readonly StandInRequest[]
  /** Changes how the next requests are answered. */
  set(options: StandInOptions): void
}

/** Starts the stand-in on a free port. */
export async function startAnthropicStandIn(options: StandInOptions = {}): Promise<AnthropicStandIn> {
  const requests: StandInRequest[] = []
  let current = options
  const closing = new AbortController()
  const server = createServer((request, response) => {
    const answering = answer(request, response, { options: () => current, requests, signal: closing.signal })
    answering.catch(() => response.destroy()) // the client left, or the stand-in is closing
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the stand-in has no port')
  return {
    url: `http://127.0.0.1:${address.port}`,
    requests,
    set: (next) => void (current = { ...current, ...next }),
    async [Symbol.asyncDispose]() {
      closing.abort()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

interface Answering {
  readonly options: () => StandInOptions
  readonly requests: StandInRequest[]
  readonly signal: AbortSignal
}

async function answer(request: IncomingMessage, response: ServerResponse, answering: Answering): Promise<void> {
  const body = await readJson(request)
  const path = (request.url ?? '').split('?')[0] ?? ''
  if (request.method !== 'POST' || !path.startsWith('/v1/messages')) return void response.writeHead(404).end('{}')
  if (path.endsWith('/count_tokens')) return sendJson(response, 200, { input_tokens: 10 })
  answering.requests.push({ path, login: loginOf(request), body })
  const options = answering.options()
  const mode = options.mode ?? 'ok'
  const resetsAt = Math.round((options.resetsAtMs ?? Date.now() + 3_600_000) / 1000)
  if (mode === 'hang') return
  if (isFailing(mode)) {
    const { status, headers, body: text } = { headers: {}, ...FAILURES[mode](resetsAt) }
    return void response
      .writeHead(status, { 'content-type': 'application/json', 'request-id': 'req_stand_in', ...headers })
      .end(text)
  }
  response.setHeader('request-id', 'req_stand_in')
  for (const [name, value] of Object.entries(servedHeaders(mode, resetsAt))) response.setHeader(name, value)
  const message = messageFor(mode, options, body)
  if (body?.['stream'] !== true) return sendJson(response, 200, jsonOf(message))
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  await stream(response, { message, mode, signal: answering.signal })
}

const isFailing = (mode: StandInMode): mode is keyof typeof FAILURES => Object.hasOwn(FAILURES, mode)

function servedHeaders(mode: StandInMode, resetsAt: number): Record<string, string> {
  if (mode === 'warning') return limitHeaders('five_hour', 'allowed_warning', resetsAt)
  if (mode !== 'overage') return {}
  return {
    ...limitHeaders('five_hour', 'rejected', resetsAt),
    'anthropic-ratelimit-unified-overage-status': 'allowed',
    'anthropic-ratelimit-unified-overage-reset': String(resetsAt),
    'anthropic-ratelimit-unified-overage-in-use': 'true',
  }
}

function messageFor(mode: StandInMode, options: StandInOptions, body: Record<string, unknown> | null): StandInMessage {
  const model = typeof body?.['model'] === 'string' ? body['model'] : 'stand-in'
  const base = { id: `msg_${Date.now().toString(36)}`, model }
  const text = { type: 'text', text: options.text ?? 'pong' } as const
  if (mode === 'tool' && !JSON.stringify(body?.['messages'] ?? []).includes('"tool_result"')) {
    const command = options.toolCommand ?? 'echo hello'
    const use = { type: 'tool_use', id: 'toolu_1', name: 'Bash', input: { command, description: 'run' } } as const
    return { ...base, content: [use], stopReason: 'tool_use' }
  }
  const stopReason = mode === 'max-tokens' ? 'max_tokens' : mode === 'refusal' ? 'refusal' : 'end_turn'
  return { ...base, content: [text], stopReason }
}

interface Streaming {
  readonly message: StandInMessage
  readonly mode: StandInMode
  readonly signal: AbortSignal
}

async function stream(response: ServerResponse, { message, mode, signal }: Streaming): Promise<void> {
  const events = [...eventsOf(message)]
  if (mode === 'malformed') return void response.end('event: message_start\ndata: {"type":"message_start",\n\n')
  const midway = events.slice(0, 3)
  if (mode === 'stall') return void response.write(midway.join(''))
  if (mode === 'cut') return void response.write(midway.join(''), () => response.destroy())
  if (mode !== 'slow') return void response.end(events.join(''))
  response.write(events.slice(0, 2).join(''))
  for (let tick = 0; tick < 300 && !response.destroyed; tick++) {
    response.write(event('content_block_delta', { index: 0, delta: { type: 'text_delta', text: `tick ${tick}\n` } }))
    await delay(200, undefined, { signal })
  }
  response.end(events.slice(3).join(''))
}

async function readJson(request: IncomingMessage): Promise<Record<string, unknown> | null> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  try {
    return JSON.parse(Buffer.concat(chunks).toString()) as Record<string, unknown>
  } catch {
    return null // a HEAD or GET probe has no body
  }
}

function loginOf(request: IncomingMessage): StandInRequest['login'] {
  if (request.headers['x-api-key'] !== undefined) return 'api-key'
  return request.headers.authorization === undefined ? 'none' : 'bearer'
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}
