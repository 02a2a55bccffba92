/** What the stand-in's model says. */
export interface StandInMessage {
  readonly id: string
  readonly model: string
  readonly content: readonly StandInBlock[]
  readonly stopReason: 'end_turn' | 'tool_use' | 'max_tokens' | 'refusal'
}

export type StandInBlock =
  | { readonly type: 'text'; readonly text: string }
  | { readonly type: 'tool_use'; readonly id: string; readonly name: string; readonly input: Record<string, unknown> }

const USAGE = { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 1 }

/** The message as the server-sent events of `POST /v1/messages` with `stream: true`. */
export function* eventsOf(message: StandInMessage): Generator<string> {
  const start = { ...jsonOf(message), content: [], stop_reason: null, usage: USAGE }
  yield event('message_start', { message: start })
  for (const [index, block] of message.content.entries()) {
    const isText = block.type === 'text'
    yield event('content_block_start', { index, content_block: isText ? { ...block, text: '' } : { ...block, input: {} } })
    const delta = isText
      ? { type: 'text_delta', text: block.text }
      : { type: 'input_json_delta', partial_json: JSON.stringify(block.input) }
    yield event('content_block_delta', { index, delta })
    yield event('content_block_stop', { index })
  }
  const outputTokens = 1 + message.content.length
  yield event('message_delta', {
    delta: { stop_reason: message.stopReason, stop_sequence: null },
    usage: { output_tokens: outputTokens },
  })
  yield event('message_stop', {})
}

/** The message as the body of an answer without streaming. */
export function jsonOf(message: StandInMessage): Record<string, unknown> {
  const { id, model, content } = message
  const usage = { ...USAGE, output_tokens: 1 + content.length }
  return { id, type: 'message', role: 'assistant', model, content, stop_reason: message.stopReason, stop_sequence: null, usage }
}

/** One server-sent event. */
export function event(type: string, data: Record<string, unknown>): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...data })}\n\n`
}
