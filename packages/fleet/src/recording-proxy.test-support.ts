import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/** A TCP proxy in front of a server that counts how often it was its client's turn. */
export interface RecordingProxy extends AsyncDisposable {
  readonly port: number
  /** Times that the client sent something after it had been answered, or at all: a round trip each. */
  readonly roundTrips: number
  readonly bytesToClient: number
  reset(): void
}

export async function startRecordingProxy(targetPort: number): Promise<RecordingProxy> {
  const counts = { roundTrips: 0, bytesToClient: 0 }
  const server = createServer((client) => {
    const target = connect(targetPort, '127.0.0.1')
    let isAnswered = true
    client.on('data', (chunk) => {
      if (isAnswered) counts.roundTrips += 1
      isAnswered = false
      target.write(chunk)
    })
    target.on('data', (chunk) => {
      isAnswered = true
      counts.bytesToClient += chunk.length
      client.write(chunk)
    })
    for (const [from, to] of [
      [client, target],
      [target, client],
    ] as const) {
      from.on('error', () => {})
      from.on('close', () => to.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the proxy has no port')
  return {
    port: address.port,
    get roundTrips() {
      return counts.roundTrips
    },
    get bytesToClient() {
      return counts.bytesToClient
    },
    reset: () => void Object.assign(counts, { roundTrips: 0, bytesToClient: 0 }),
    async [Symbol.asyncDispose]() {
      server.close()
      await Promise.resolve()
    },
  }
}
