import { startRedis } from '@ccsp/testkit'
import { expect, test } from 'vitest'
import { startDaemonProcess } from './daemon-process.test-support.ts'

const CASES = ['is there', 'is dead', 'hangs'] as const

test.each(CASES)(
  'a daemon that is told to stop leaves no timer and no socket behind: its process ends, while Redis %s',
  { timeout: 60_000 },
  async (state) => {
    await using server = await startRedis()
    await using daemon = await startDaemonProcess({ url: server.url, argv: { 'agent.drainTimeoutMs': 100 }, maxRunMs: 1 })
    if (state === 'is dead') await server.kill('SIGKILL')
    if (state === 'hangs') await server.kill('SIGSTOP')
    const began = performance.now()
    expect(await daemon.stop()).toBe(0)
    console.log(`ended ${Math.round(performance.now() - began)} ms after SIGTERM, while Redis ${state}`)
    if (state === 'hangs') await server.kill('SIGCONT')
  },
)
