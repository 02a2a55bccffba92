import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { HttpConfig } from '@ccsp/config'
import type { Snapshot } from '@ccsp/fleet'
import { CcspError, reasonOf } from '@ccsp/foundation'
import type { Exporter } from '@ccsp/metrics-exporter'

/** What the endpoints tell of. */
export interface HttpSources {
  readSnapshot(): Promise<Snapshot>
  /** Why no requests are taken now, or null when they are. */
  notReadyReason(): string | null
  readonly exporter: Exporter
}

export interface HttpServer extends AsyncDisposable {
  /** http://host:port */
  readonly url: string
}

const REQUEST_TIMEOUT_MS = 10_000

/**
 * Serves /health (the process lives), /ready (it takes requests), /status (the snapshot as JSON) and /metrics.
 * @throws CcspError CCSP_PORT_TAKEN
 */
export async function startHttpServer(config: HttpConfig, sources: HttpSources): Promise<HttpServer> {
  const server = createServer((request, response) => {
    answer(request, response, sources).catch((error: unknown) => sendJson(response, 500, { error: reasonOf(error) }))
  })
  server.requestTimeout = REQUEST_TIMEOUT_MS
  server.headersTimeout = REQUEST_TIMEOUT_MS
  await listen(server, config)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : config.port
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  return {
    url: `http://${host}:${port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      server.closeAllConnections()
      await closed
    },
  }
}

async function listen(server: Server, { host, port }: HttpConfig): Promise<void> {
  try {
    server.listen(port, host)
    await once(server, 'listening')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EADDRINUSE') {
      throw new CcspError('CCSP_PORT_TAKEN', { address: `${host}:${port}` }, { cause: error })
    }
    throw error
  }
}

async function answer(request: IncomingMessage, response: ServerResponse, sources: HttpSources): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return sendJson(response, 405, { error: 'only GET and HEAD' })
  switch ((request.url ?? '/').replace(/\?.*$/, '')) {
    case '/health':
      return sendJson(response, 200, { status: 'ok' })
    case '/ready':
      return sendReadiness(response, sources)
    case '/status':
      return sendJson(response, 200, await sources.readSnapshot())
    case '/metrics': {
      const { contentType, body } = await sources.exporter.render()
      return send(response, 200, { contentType, body })
    }
    default:
      return sendJson(response, 404, { error: 'not found', endpoints: ['/health', '/ready', '/status', '/metrics'] })
  }
}

async function sendReadiness(response: ServerResponse, sources: HttpSources): Promise<void> {
  const reason = sources.notReadyReason() ?? (await sources.readSnapshot()).problem?.message ?? null
  return sendJson(response, reason === null ? 200 : 503, reason === null ? { status: 'ready' } : { status: 'not ready', reason })
}

function sendJson(response: ServerResponse, status: number, value: unknown): void {
  send(response, status, { contentType: 'application/json', body: `${JSON.stringify(value)}\n` })
}

function send(response: ServerResponse, status: number, content: { contentType: string; body: string }): void {
  response.writeHead(status, { 'content-type': content.contentType, 'cache-control': 'no-store' }).end(content.body)
}
