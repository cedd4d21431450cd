/**
 * Running commands: help, error messages and exit codes.
 *
 * @module
 */
import {
  ArgumentScannerError,
  buildApplication,
  type Command,
  type CommandContext,
  formatMessageForArgumentScannerError,
  type PartialApplicationConfiguration,
  type RouteMap,
  run,
  text_en,
} from "@stricli/core";
import settings from "../../deno.json" with { type: "json" };
import { systemReason } from "../system_error.ts";
import { suggestFlags } from "./suggest_flags.ts";

/** Version of this package. */
export const VERSION: string = settings.version;

/** Ends a command early without an error message; its own message says why. */
export class EarlyEnd extends Error {
  /** Identifies the class across realms. */
  override name = "EarlyEnd";
  /** The program's exit code. */
  readonly code: number;

  /**
   * Creates the error.
   *
   * @param message Why the command ended, and how to continue.
   * @param code The program's exit code.
   */
  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/** Whether the program is the script of a single command, which a task of `deno.json` runs. */
let isTask = false;

/**
 * How the user runs a command.
 *
 * @param command The command with its flags.
 */
export function commandLine(command: string): string {
  return `${isTask ? "deno task" : "signature-vae"} ${command}`;
}

/** Errors of these kinds are bugs of this program, so their stack trace is shown. */
function isBug(error: unknown): boolean {
  return !(error instanceof Error) || error instanceof ReferenceError || error instanceof TypeError;
}

/** The file that the operating system refused, by the message of Deno's error. */
function failedFile(error: unknown): string | undefined {
  return error instanceof Error
    ? /\(os error \d+\): \w+ '(.*)'/s.exec(error.message)?.[1]
    : undefined;
}

function describe(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    return `${error.message} (run it with deno task, or grant the permission)`;
  }
  const file = failedFile(error);
  if (file !== undefined) return `Cannot access "${file}": ${systemReason(error)}`;
  if (isBug(error)) return error instanceof Error ? error.stack ?? error.message : String(error);
  return (error as Error).message;
}

/** What the user may have meant, as the end of a sentence. */
function suggest(corrections: readonly string[]): string {
  return corrections.length === 0 ? "" : `, did you mean ${corrections.join(" or ")}?`;
}

/** A name of a command without the marks around it. */
const plain = (name: string) => name.replaceAll("`", "");

/** Names of the flags of the command that a command line calls. */
function flagNames(
  root: Command<CommandContext> | RouteMap<CommandContext>,
  args: readonly string[],
): string[] {
  const target = "loader" in root ? root : root.getRoutingTargetForInput(args[0] ?? "");
  return target !== undefined && "parameters" in target
    ? Object.keys(target.parameters.flags ?? {})
    : [];
}

/** The texts of a command line, for a command with these flags. */
const describeErrors = (flags: readonly string[]): typeof text_en => ({
  ...text_en,
  exceptionWhileParsingArguments: (error) => {
    const formatted = error instanceof ArgumentScannerError
      ? formatMessageForArgumentScannerError(error, {
        EnumValidationError: ({ externalFlagName: flag, input, values }) =>
          `Cannot read --${flag} "${input}": expected ${values.join(", ")}`.replace(
            /, ([^,]*)$/,
            " or $1",
          ),
        ArgumentParseError: ({ externalFlagNameOrPlaceholder: flag, input, exception }) =>
          `Cannot read --${flag} "${input}": ${
            exception instanceof Error ? exception.message : exception
          }`,
        FlagNotFoundError: ({ input }) =>
          `There is no flag --${input}${
            suggest(suggestFlags(input, flags).map((flag) => `--${flag}`))
          }`,
        AliasNotFoundError: ({ input }) =>
          `There is no flag -${input}, names of flags begin with --`,
        UnsatisfiedFlagError: ({ externalFlagName: flag }) =>
          `Cannot read --${flag}: expected a value after it`,
        UnexpectedFlagError: ({ externalFlagName: flag, previousInput, input }) =>
          `Cannot read --${flag} "${input}": it is "${previousInput}" already, expected it once`,
        UnexpectedPositionalError: ({ input }) =>
          `Cannot read "${input}": it belongs to no flag, expected --flag value`,
      })
      : describe(error);
    return `error: ${formatted} (see --help)`;
  },
  noCommandRegisteredForInput: ({ input, corrections }) =>
    `error: There is no command "${input}"${suggest(corrections.map(plain))} (see --help)`,
  exceptionWhileRunningCommand: (error) =>
    error instanceof EarlyEnd ? error.message : `error: ${describe(error)}`,
  commandErrorResult: (error) => `error: ${describe(error)}`,
});

/**
 * Runs a command line and exits.
 *
 * @param name Name of the program in its help.
 * @param root A command, or a map of commands.
 * @param args The arguments.
 */
export async function runCommandLine(
  name: string,
  root: Command<CommandContext> | RouteMap<CommandContext>,
  args: readonly string[],
): Promise<void> {
  const configuration: PartialApplicationConfiguration = {
    name,
    versionInfo: { currentVersion: VERSION },
    scanner: { caseStyle: "allow-kebab-for-camel" },
    documentation: { caseStyle: "convert-camel-to-kebab", disableAnsiColor: Deno.noColor },
    localization: { text: describeErrors(flagNames(root, args)) },
    determineExitCode: (error) => error instanceof EarlyEnd ? error.code : 1,
  };
  isTask = "loader" in root;
  const application = "loader" in root
    ? buildApplication(root, configuration)
    : buildApplication(root, configuration);
  const process = {
    stdout: { write: (message: string) => writeText(Deno.stdout, message) },
    stderr: { write: (message: string) => writeText(Deno.stderr, message) },
    exitCode: null as number | string | null,
  };
  await run(application, args, { process });
  // Exits explicitly: a worker that is busy with an image would keep the event loop alive.
  Deno.exit(toExitCode(process.exitCode));
}

function toExitCode(code: number | string | null): number {
  const value = Number(code ?? 0);
  return value < 0 ? 2 : value; // the parser reports invalid command lines with negative codes
}

function writeText(stream: { writeSync(bytes: Uint8Array): number }, message: string): void {
  let bytes = new TextEncoder().encode(message);
  while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
}
