/**
 * Declaring flags. A command declares each flag once; the type of its values follows.
 *
 * @module
 */

/** A name in the code as users read it: `latent-dim` for `latentDim`. */
export function kebabCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** A flag as it is typed, by its name in the code: `--latent-dim` for `latentDim`. */
export function flagName(name: string): string {
  return `--${kebabCase(name)}`;
}

/** A flag with a value that may be absent. */
export interface OptionalFlag<T> {
  /** It has a value, which is parsed. */
  readonly kind: "parsed";
  /** Parses the value. */
  readonly parse: (text: string) => T;
  /** Stands for the value in the help. */
  readonly placeholder: string;
  /** Its line in the help. */
  readonly brief: string;
  /** It may be absent. */
  readonly optional: true;
}

/** A flag with a value that may be given several times, or not at all. */
export interface RepeatableFlag<T> extends OptionalFlag<T> {
  /** It may be given several times, or once with values that this separates. */
  readonly variadic: true | ",";
}

/** A flag whose value is one of several words, and that may be absent. */
export interface ChoiceFlag<T extends string> {
  /** Its value is one of several words. */
  readonly kind: "enum";
  /** The words. */
  readonly values: readonly T[];
  /** Its line in the help. */
  readonly brief: string;
  /** It may be absent. */
  readonly optional: true;
}

/** A flag without a value. */
export interface SwitchFlag {
  /** It has no value. */
  readonly kind: "boolean";
  /** It is off by default. */
  readonly default: false;
  /** There is no `--no-` form. */
  readonly withNegated: false;
  /** Its line in the help. */
  readonly brief: string;
}

/** The value of a flag. */
type FlagValue<Flag> = Flag extends { readonly kind: "boolean" } ? boolean
  : Flag extends { readonly kind: "enum"; readonly values: readonly (infer Value)[] } ? Value
  : Flag extends { readonly parse: (text: string) => infer Value; readonly variadic: true | "," }
    ? readonly Value[]
  : Flag extends { readonly parse: (text: string) => infer Value } ? Value
  : never;

/** The values of a command's flags, by name. Flags that may be absent are optional properties. */
export type FlagValues<Flags> =
  & {
    readonly [
      Name in keyof Flags as Flags[Name] extends { readonly optional: true } ? never : Name
    ]: FlagValue<Flags[Name]>;
  }
  & {
    readonly [
      Name in keyof Flags as Flags[Name] extends { readonly optional: true } ? Name : never
    ]?: FlagValue<Flags[Name]>;
  };

/** Declares a flag with a value. */
export function optional<T>(
  parse: (text: string) => T,
  placeholder: string,
  brief: string,
): OptionalFlag<T> {
  return { kind: "parsed", parse, placeholder, brief, optional: true };
}

/** Declares a flag with a value that may be given several times. */
export function repeatable<T>(
  parse: (text: string) => T,
  placeholder: string,
  brief: string,
): RepeatableFlag<T> {
  return { ...optional(parse, placeholder, brief), variadic: true };
}

/** Declares a flag with values that commas separate; it may also be given several times. */
export function list<T>(
  parse: (text: string) => T,
  placeholder: string,
  brief: string,
): RepeatableFlag<T> {
  return { ...optional(parse, placeholder, brief), variadic: "," };
}

/** Declares a flag whose value is one of several words. */
export function choice<T extends string>(values: readonly T[], brief: string): ChoiceFlag<T> {
  return { kind: "enum", values, brief, optional: true };
}

/** Declares a flag without a value. */
export function toggle(brief: string): SwitchFlag {
  return { kind: "boolean", default: false, withNegated: false, brief };
}
