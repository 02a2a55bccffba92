/** One row of the table of error codes. Texts may hold `{name}` places that the error's details fill. */
export interface ErrorCode {
  /** Exit code of a command that ends with this error, 1 to 255. */
  readonly exitCode: number
  /** True when the same call may succeed later without any change by the caller. */
  readonly isRetryable: boolean
  /** What failed, on which object. */
  readonly message: { readonly en: string; readonly ja: string }
  /** The next step to try. */
  readonly hint: { readonly en: string; readonly ja: string }
}

/** Exit codes of every command: one meaning each. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  config: 3,
  unavailable: 4,
  notFound: 5,
  refused: 6,
  timeout: 7,
  interrupted: 130,
} as const
