import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { listProcesses, readProcess } from './process-tree.ts'
import { createSweeper } from './sweeper.ts'

async function start(runId: string): Promise<ChildProcess> {
  const child = spawn('sleep', ['600'], {
    detached: true,
    stdio: 'ignore',
    env: { PATH: process.env['PATH'], CCSP_RUN_ID: runId },
  })
  await once(child, 'spawn')
  return child
}

test('a process is listed with its mark, and is told from a later one by its start', async () => {
  await using sweeper = createSweeper()
  const runId = crypto.randomUUID()
  const child = await start(runId)
  const listed = (await listProcesses()).find((entry) => entry.pid === child.pid)
  expect(listed).toMatchObject({ parentPid: process.pid, groupId: child.pid, sessionId: child.pid, runId })
  expect(readProcess(child.pid!)?.startTicks).toBe(listed?.startTicks)
  await sweeper.sweep(runId, null)
  expect(readProcess(child.pid!)).toBeNull()
})

test('one look serves many runs and spares the others', async () => {
  await using sweeper = createSweeper()
  const ids = Array.from({ length: 20 }, () => crypto.randomUUID())
  const children = await Promise.all(ids.map((id) => start(id)))
  const spared = await start(crypto.randomUUID())
  await Promise.all(ids.map((id) => sweeper.sweep(id, null)))
  expect(children.filter((child) => readProcess(child.pid!) !== null)).toEqual([])
  expect(readProcess(spared.pid!)).not.toBeNull()
  spared.kill('SIGKILL')
})

test('a sweep that nobody waits for is done soon, and at the latest when the sweeper is disposed', async () => {
  const sweeper = createSweeper({ intervalMs: 50 })
  const soon = crypto.randomUUID()
  const child = await start(soon)
  await sweeper.sweepSoon(soon)
  expect(readProcess(child.pid!)).toBeNull()
  const lastId = crypto.randomUUID()
  const slow = createSweeper({ intervalMs: 3_600_000 })
  const last = await start(lastId)
  const swept = slow.sweepSoon(lastId)
  await slow[Symbol.asyncDispose]()
  await swept
  expect(readProcess(last.pid!)).toBeNull()
  await sweeper[Symbol.asyncDispose]()
})
