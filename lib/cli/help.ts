/**
 * The help of a command: usage, description, examples and flags, wrapped at the width of the terminal.
 *
 * @module
 */
import type { Command, CommandContext } from "@stricli/core";
import { commandLine } from "./application.ts";
import { flagName } from "./flags.ts";
import { terminalWidth } from "./terminal_width.ts";

/** A command line, and what it does. */
export interface HelpExample {
  /** The command and its flags, such as `generate --count 1000`. */
  readonly command: string;
  /** What it does. */
  readonly brief: string;
}

/** Headings of groups of flags, by the name of the first flag of each. */
export type FlagHeadings = Readonly<Record<string, string>>;

/** What the help shows of a flag. */
interface HelpFlag {
  readonly kind: string;
  readonly brief: string;
  readonly placeholder?: string;
  readonly values?: readonly string[];
  readonly variadic?: boolean | string;
  readonly withNegated?: boolean;
}

/** Longer lines are hard to read. */
const MAX_WIDTH = 100;
/** Column of the texts about flags. */
const COLUMN = 26;

/**
 * Gives a command its help.
 *
 * @param command The command.
 * @param examples What users most often do with it.
 * @param headings Headings of its flags; one for all by default.
 */
export function withHelp(
  command: Command<CommandContext>,
  examples: readonly HelpExample[],
  headings: FlagHeadings = {},
): Command<CommandContext> {
  const usage = (prefix: readonly string[]) => `${commandLine(prefix.at(-1)!)} [flags]`;
  return {
    ...command,
    formatUsageLine: ({ prefix }) => usage(prefix),
    formatHelp: ({ prefix }) => {
      const width = Math.min(MAX_WIDTH, terminalWidth());
      return formatHelp(command, { usage: usage(prefix), examples, headings, width });
    },
  };
}

/** What the help of a command says in addition to what the command declares. */
export interface HelpOptions {
  /** How the command is called. */
  readonly usage: string;
  /** What users most often do with it. */
  readonly examples: readonly HelpExample[];
  /** Headings of its flags. */
  readonly headings: FlagHeadings;
  /** Maximum length of a line. */
  readonly width: number;
}

/**
 * The text of a command's help.
 *
 * @param command The command.
 * @param options Usage, examples, headings and width.
 */
export function formatHelp(
  { brief, fullDescription, parameters }: Command<CommandContext>,
  { usage, examples, headings, width }: HelpOptions,
): string {
  const flags: Readonly<Record<string, HelpFlag>> = parameters.flags ?? {};
  return [
    "USAGE",
    `  ${usage}`,
    "",
    ...wrap(fullDescription ?? brief, width),
    "",
    "EXAMPLES",
    ...examples.flatMap(({ command, brief }) => [
      `  ${commandLine(command)}`,
      ...indent(wrap(brief, width - 6), 6),
    ]),
    ...Object.entries(flags).flatMap(([name, flag], index) => {
      const heading = headings[name] ?? (index === 0 ? "FLAGS" : undefined);
      const lines = formatFlagHelp(describeUse(name, flag), flag.brief, width);
      return heading === undefined ? lines : ["", heading, ...lines];
    }),
    ...formatFlagHelp("-h, --help", "Print this help", width),
    ...formatFlagHelp("-v, --version", "Print the version", width),
    "",
  ].join("\n");
}

/** A flag with its value, as it is typed. */
function describeUse(name: string, flag: HelpFlag): string {
  const typed = flagName(name);
  if (flag.kind === "boolean") {
    return flag.withNegated === false ? typed : `${typed}, ${typed.replace("--", "--no-")}`;
  }
  const value = flag.values?.join("|") ?? flag.placeholder ?? "VALUE";
  return `${typed} ${value}${flag.variadic === true ? " ..." : ""}`;
}

function formatFlagHelp(use: string, brief: string, width: number): string[] {
  const lines = indent(wrap(brief, width - COLUMN), COLUMN);
  const label = `  ${use}`;
  return label.length < COLUMN - 1
    ? [label.padEnd(COLUMN) + lines[0]!.trimStart(), ...lines.slice(1)]
    : [label, ...lines];
}

function indent(lines: readonly string[], columns: number): string[] {
  return lines.map((line) => " ".repeat(columns) + line);
}

/** Breaks a text between words; a word that is longer than a line stays whole. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (line !== "" && longer.length > width) {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return [...lines, line];
}
