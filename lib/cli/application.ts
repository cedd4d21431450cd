/**
 * Running commands: help, errors and exit codes.
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

/** Version of this package. */
export const VERSION: string = settings.version;

/** A command ended before its time, in good order: the message says why, the code is the program's. */
export class EarlyEnd extends Error {
  /** Tells this error from others. */
  override name = "EarlyEnd";
  /** The program's exit code. */
  readonly code: number;

  /**
   * Ends the command.
   *
   * @param message Why, and how to go on.
   * @param code The program's exit code.
   */
  constructor(message: string, code: number) {
    super(message);
    this.code = code;
  }
}

/**
 * How the user of this program calls a command.
 *
 * @param command The command with its flags.
 */
export function commandLine(command: string): string {
  const isTask = /\/(train|generate|synthesize|evaluate)\.ts$/.test(Deno.mainModule);
  return `${isTask ? "deno task" : "signature-vae"} ${command}`;
}

/** Errors of these kinds are mistakes in this program, so their stack trace is worth showing. */
function isBug(error: unknown): boolean {
  return !(error instanceof Error) || error instanceof ReferenceError ||
    (error.constructor === TypeError && !error.message.startsWith("Cannot "));
}

function describe(error: unknown): string {
  if (error instanceof Deno.errors.NotCapable) {
    return `${error.message} (run through deno task, or grant it)`;
  }
  if (isBug(error)) return error instanceof Error ? error.stack ?? error.message : String(error);
  return (error as Error).message;
}

const text: typeof text_en = {
  ...text_en,
  exceptionWhileParsingArguments: (error) => {
    const formatted = error instanceof ArgumentScannerError
      ? formatMessageForArgumentScannerError(error, {
        EnumValidationError: ({ externalFlagName: flag, message }) =>
          `Cannot read --${flag}: ${message[0]?.toLowerCase()}${message.slice(1)}`,
        ArgumentParseError: ({ externalFlagNameOrPlaceholder: flag, input, exception }) =>
          `Cannot read --${flag} "${input}": ${
            exception instanceof Error ? exception.message : exception
          }`,
      })
      : describe(error);
    return `error: ${formatted} (--help lists the flags)`;
  },
  exceptionWhileRunningCommand: (error) =>
    error instanceof EarlyEnd ? error.message : `error: ${describe(error)}`,
  commandErrorResult: (error) => `error: ${describe(error)}`,
};

/**
 * Runs a command line and ends the program.
 *
 * @param name What the program is called in its help.
 * @param root A command, or a table of commands.
 * @param args The command line after the program's name.
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
    localization: { text },
    determineExitCode: (error) => error instanceof EarlyEnd ? error.code : 1,
  };
  const application = "loader" in root
    ? buildApplication(root, configuration)
    : buildApplication(root, configuration);
  const process = {
    stdout: { write: (message: string) => writeText(Deno.stdout, message) },
    stderr: { write: (message: string) => writeText(Deno.stderr, message) },
    exitCode: null as number | string | null,
  };
  await run(application, args, { process });
  // Not left to the event loop: a thread that is busy with a hopeless image would keep it alive.
  Deno.exit(toExitCode(process.exitCode));
}

function toExitCode(code: number | string | null): number {
  const value = Number(code ?? 0);
  return value < 0 ? 2 : value; // the parser reports a bad command line with negative codes
}

function writeText(stream: { writeSync(bytes: Uint8Array): number }, message: string): void {
  let bytes = new TextEncoder().encode(message);
  while (bytes.length > 0) bytes = bytes.subarray(stream.writeSync(bytes));
}
