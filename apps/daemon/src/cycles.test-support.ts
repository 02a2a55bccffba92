import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { loadConfig } from '@ccsp/config'
import { expectNoProcesses, findProgram } from '@ccsp/testkit'
import { pino } from 'pino'
import { expect } from 'vitest'
import { runDaemon } from './run-daemon.ts'

/** Starts and stops the daemon in this process, again and again: what it leaves behind would add up. */
export async function expectCleanCycles(cycles: number): Promise<void> {
  const stateDirectory = await mkdtemp(join(tmpdir(), 'ccspd-cycles-'))
  const embeddedProgram = join(dirname(findProgram('redis-server')), 'redis-server')
  const argv = {
    'http.port': 0,
    'redis.embeddedPort': 0,
    'redis.embeddedProgram': embeddedProgram,
    'runner.mode': 'simulator',
    'log.level': 'silent',
  }
  const config = loadConfig({ argv, env: {}, files: [], defaults: { stateDirectory } })
  const cycle = async (): Promise<void> => {
    const stop = new AbortController()
    const deps = { env: {}, logger: pino({ level: 'silent' }), version: '0', onReady: async () => stop.abort() }
    await runDaemon(config, deps, stop.signal)
  }
  // The first one loads what is loaded lazily.
  await cycle()
  const before = await resources()
  for (let done = 0; done < cycles; done += 1) await cycle()
  expect(await resources()).toEqual(before)
  await expectNoProcesses(stateDirectory)
  await rm(stateDirectory, { recursive: true })
}

async function resources(): Promise<{ handles: string[]; files: number }> {
  await new Promise((resolve) => setTimeout(resolve, 300))
  // Timers come and go with vitest's own work.
  const handles = process
    .getActiveResourcesInfo()
    .filter((name) => !/^(Timeout|Immediate|TickObject|FSReqPromise|MessagePort|FSReqCallback)$/.test(name))
  return { handles: handles.toSorted(), files: (await readdir('/proc/self/fd')).length }
}
