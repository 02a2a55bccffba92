import { expect, test } from 'vitest'
import { startAnthropicStandIn } from './stand-in.ts'

const ask = (url: string, body: object = { stream: true, model: 'm' }, headers: Record<string, string> = {}) =>
  fetch(`${url}/v1/messages?beta=true`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers,
    signal: AbortSignal.timeout(5_000),
  })

test('a streamed answer has the events of a message in their order', async () => {
  await using standIn = await startAnthropicStandIn({ text: 'hello' })
  const text = await (await ask(standIn.url)).text()
  const types = [...text.matchAll(/^event: (\w+)$/gm)].map(([, type]) => type)
  const block = ['content_block_start', 'content_block_delta', 'content_block_stop']
  expect(types).toEqual(['message_start', ...block, 'message_delta', 'message_stop'])
  expect(text).toContain('hello')
})

test('without stream the message comes as one object, and requests are kept without the login', async () => {
  await using standIn = await startAnthropicStandIn()
  const answer = (await (await ask(standIn.url, { model: 'm' }, { 'x-api-key': 'secret-1' })).json()) as { content: unknown }
  expect(answer.content).toEqual([{ type: 'text', text: 'pong' }])
  expect(standIn.requests).toEqual([{ path: '/v1/messages', login: 'api-key', body: { model: 'm' } }])
})

test('each failing mode has its status, limits their headers', async () => {
  await using standIn = await startAnthropicStandIn()
  const statuses = {
    '401': 401,
    '403-revoked': 403,
    '429': 429,
    '400-credit': 400,
    '404-model': 404,
    '500': 500,
    '502-html': 502,
    '529': 529,
  } as const
  for (const [mode, status] of Object.entries(statuses)) {
    standIn.set({ mode: mode as keyof typeof statuses })
    expect((await ask(standIn.url)).status).toBe(status)
  }
  standIn.set({ mode: '429-five-hour', resetsAtMs: 5_000_000 })
  const { headers } = await ask(standIn.url)
  expect(headers.get('anthropic-ratelimit-unified-representative-claim')).toBe('five_hour')
  expect(headers.get('anthropic-ratelimit-unified-reset')).toBe('5000')
})

test('a cut answer fails midway, and a tool is asked for until its result is there', async () => {
  await using standIn = await startAnthropicStandIn({ mode: 'cut' })
  await expect(ask(standIn.url).then((response) => response.text())).rejects.toThrow(/terminated/)
  standIn.set({ mode: 'tool', toolCommand: 'echo 17' })
  expect(await (await ask(standIn.url)).text()).toContain('echo 17')
  const withResult = { stream: true, messages: [{ role: 'user', content: [{ type: 'tool_result' }] }] }
  expect(await (await ask(standIn.url, withResult)).text()).not.toContain('echo 17')
})

test('closing ends answers that would never come', async () => {
  const standIn = await startAnthropicStandIn({ mode: 'hang' })
  const answer = ask(standIn.url).then(
    () => 'answered',
    () => 'closed',
  )
  while (standIn.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 10))
  await standIn[Symbol.asyncDispose]()
  expect(await answer).toBe('closed')
})
