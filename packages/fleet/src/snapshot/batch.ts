import type { ChainableCommander } from 'ioredis'
import type { FleetRedis } from '../scripts/commands.ts'

/** Commands that go to Redis in one round trip, each read by a name of its own. */
export class Batch {
  readonly #commands: ChainableCommander
  readonly #names: string[] = []

  constructor(redis: FleetRedis) {
    this.#commands = redis.multi()
  }

  add(name: string, append: (commands: ChainableCommander) => unknown): this {
    append(this.#commands)
    this.#names.push(name)
    return this
  }

  /** @throws what Redis answered, when any command failed */
  async run(): Promise<Answers> {
    if (this.#names.length === 0) return new Answers(new Map())
    const rows = (await this.#commands.exec()) ?? []
    const failed = rows.find(([error]) => error !== null)?.[0]
    if (failed) throw failed
    return new Answers(new Map(this.#names.map((name, index) => [name, rows[index]?.[1]])))
  }
}

/** What Redis said, read in the form that is expected: anything else counts as nothing. */
export class Answers {
  readonly #values: ReadonlyMap<string, unknown>

  constructor(values: ReadonlyMap<string, unknown>) {
    this.#values = values
  }

  count(name: string): number {
    return Number(this.#values.get(name) ?? 0)
  }

  text(name: string): string | null {
    const value = this.#values.get(name)
    return typeof value === 'string' ? value : null
  }

  list(name: string): (string | null)[] {
    const value = this.#values.get(name)
    return Array.isArray(value) ? value.map((item) => (item === null ? null : String(item))) : []
  }

  hash(name: string): Record<string, string> {
    const value = this.#values.get(name)
    return typeof value === 'object' && value !== null ? (value as Record<string, string>) : {}
  }
}

/** A JSON object, or null for anything else: what is in Redis may come from anywhere. */
export function parseObject(text: string | null | undefined): Record<string, unknown> | null {
  if (text == null) return null
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    // Not ours: shown as absent.
    return null
  }
}

export const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' ? value : otherwise)
export const textOrNull = (value: unknown): string | null => (typeof value === 'string' ? value : null)
export const numberOrNull = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null
