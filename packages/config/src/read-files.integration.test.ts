import { existsSync } from 'node:fs'
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type ConfigFilePaths, DEFAULT_CONFIG_FILE, DEFAULT_ENV_FILE, readConfigFiles } from './read-files.ts'

let folder = ''
let paths: { yaml: string; env: string }
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'ccsp-config-'))
  paths = { yaml: join(folder, 'ccsp.yaml'), env: join(folder, 'ccsp.env') }
  await writeFile(paths.yaml, 'log: { level: warn }')
  await writeFile(paths.env, 'REDIS_PASSWORD=hunter2', { mode: 0o600 })
})
afterEach(() => rm(folder, { recursive: true, force: true }))

function read(part: ConfigFilePaths = {}): ReturnType<typeof readConfigFiles> {
  return readConfigFiles({ paths: [paths.yaml], envFilePath: paths.env, ...part })
}

/** Runs `work` as a user who may not read files of the owner. Root may read everything, and has to step down. */
async function asAnotherUser<T>(work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) {
    await chmod(paths.env, 0)
    return work()
  }
  await chmod(folder, 0o755)
  process.seteuid?.(65_534)
  try {
    return await work()
  } finally {
    process.seteuid?.(0)
  }
}

test('the files come in the order of their precedence, the environment file last', async () => {
  expect(await read()).toEqual({
    files: [
      { path: paths.yaml, text: 'log: { level: warn }', format: 'yaml' },
      { path: paths.env, text: 'REDIS_PASSWORD=hunter2', format: 'env' },
    ],
    notes: [],
  })
})

describe('a missing file', () => {
  test('is no error in a default place: what is there is read or noted', async () => {
    const present = [DEFAULT_CONFIG_FILE, DEFAULT_ENV_FILE].filter((path) => existsSync(path))
    const { files, notes } = await readConfigFiles()
    expect([...files, ...notes].map(({ path }) => path)).toEqual(present)
  })

  test('that was named is an error', async () => {
    await rm(paths.yaml)
    await expect(read()).rejects.toMatchObject({ code: 'CCSP_CONFIG_UNREADABLE', details: { path: paths.yaml } })
  })

  test('that was named as environment file is an error too', async () => {
    await rm(paths.env)
    await expect(read()).rejects.toMatchObject({ code: 'CCSP_CONFIG_UNREADABLE', details: { path: paths.env } })
  })
})

describe('an environment file', () => {
  test.each([0o640, 0o604, 0o620, 0o660, 0o644, 0o610])('with mode %o is refused', async (mode) => {
    await chmod(paths.env, mode)
    await expect(read()).rejects.toMatchObject({
      code: 'CCSP_CONFIG_EXPOSED',
      details: { path: paths.env, mode: `0${mode.toString(8)}` },
    })
  })

  test.each([0o600, 0o400])('with mode %o is read', async (mode) => {
    await chmod(paths.env, mode)
    expect((await read()).files).toHaveLength(2)
  })

  test('that may not be read becomes a note, and the work goes on', async () => {
    const { files, notes } = await asAnotherUser(() => read())
    expect(files.map(({ path }) => path)).toEqual([paths.yaml])
    expect(notes).toEqual([
      { code: 'CCSP_CONFIG_UNREADABLE', path: paths.env, reason: expect.stringContaining('EACCES') as string },
    ])
  })
})

test('a YAML file that may not be read is an error: it was named, or it holds settings for everybody', async () => {
  await chmod(paths.yaml, 0)
  await expect(asAnotherUser(() => read())).rejects.toMatchObject({
    code: 'CCSP_CONFIG_UNREADABLE',
    details: { path: paths.yaml },
  })
})

test('a folder in the place of a file is an error', async () => {
  await rm(paths.yaml)
  await mkdir(paths.yaml)
  await expect(read()).rejects.toMatchObject({ code: 'CCSP_CONFIG_UNREADABLE' })
})
