/**
 * Flags of the tools of the cue network.
 *
 * @module
 */

/** Flags as `parseArgs` returns them. */
type Flags = Readonly<Record<string, string | boolean | readonly string[] | undefined>>;

/**
 * The value of a flag.
 *
 * @throws {TypeError} If it is missing.
 */
export function requiredFlag(flags: Flags, name: string): string {
  const value = flags[name];
  if (typeof value !== "string") throw new TypeError(`--${name} is missing`);
  return value;
}

/**
 * The value of a flag that is an integer of at least 0.
 *
 * @throws {TypeError} If it is missing or no such number.
 */
export function integerFlag(flags: Flags, name: string): number {
  const text = requiredFlag(flags, name);
  const value = Number(text);
  if (!/^\d+$/.test(text)) {
    throw new TypeError(`--${name} is "${text}", expected an integer of at least 0`);
  }
  return value;
}
