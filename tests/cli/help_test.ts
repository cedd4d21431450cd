import assert from "node:assert/strict";
import type { Command, CommandContext } from "@stricli/core";
import { evaluateCommand } from "../../lib/cli/evaluate/evaluate_command.ts";
import { flagName } from "../../lib/cli/flags.ts";
import { GENERATE_HEADINGS } from "../../lib/cli/generate/generate_flags.ts";
import { generateCommand } from "../../lib/cli/generate/generate_command.ts";
import { formatHelp, type HelpExample } from "../../lib/cli/help.ts";
import { playCommand } from "../../lib/cli/play_command.ts";
import { synthesizeCommand } from "../../lib/cli/synthesize_command.ts";
import { TRAIN_HEADINGS } from "../../lib/cli/train/train_flags.ts";
import { trainCommand } from "../../lib/cli/train/train_command.ts";
import { inFolder, runProgram } from "./run_program.ts";

const COMMANDS: Readonly<Record<string, Command<CommandContext>>> = {
  train: trainCommand,
  generate: generateCommand,
  evaluate: evaluateCommand,
  synthesize: synthesizeCommand,
  play: playCommand,
};

const EXAMPLES: readonly HelpExample[] = [{ command: "try", brief: "Try it" }];

Deno.test("formatHelp() shows every flag with its whole text, in lines of any width", () => {
  for (const command of Object.values(COMMANDS)) {
    for (const width of [60, 80, 100, 240]) {
      const options = { usage: "try [flags]", examples: EXAMPLES, headings: {}, width };
      const help = formatHelp(command, options);
      for (const line of help.split("\n")) {
        // A list of choices is one word.
        assert.ok(line.length <= width || /^ {2}--\S+ \S+$/.test(line), line);
      }
      const words = help.replaceAll(/\s+/g, " ");
      const flags = Object.entries(command.parameters.flags ?? {});
      assert.ok(flags.length > 4);
      for (const [name, { brief }] of flags) {
        assert.ok(words.includes(` ${flagName(name)}`), name);
        assert.ok(words.includes(` ${brief} `), name);
      }
    }
  }
});

Deno.test("formatHelp() puts headings before the flags that they name", () => {
  const headings = { count: "COUNT", seed: "SEED" };
  const help = formatHelp(generateCommand, { usage: "", examples: [], headings, width: 80 });
  const lines = help.split("\n").filter((line) => /^[A-Z]|^ {2}--(model|count|seed) /.test(line));
  assert.deepEqual(
    lines.slice(-6).map((line) => line.trim().split(" ", 1)[0]),
    ["FLAGS", "--model", "COUNT", "--count", "SEED", "--seed"],
  );
});

for (
  const [command, headings] of [
    [trainCommand, TRAIN_HEADINGS],
    [generateCommand, GENERATE_HEADINGS],
  ] as const
) {
  Deno.test(`the headings ${Object.values(headings).join(", ")} name flags`, () => {
    const flags = Object.keys(command.parameters.flags ?? {});
    for (const name of Object.keys(headings)) assert.ok(flags.includes(name), name);
  });
}

Deno.test("every command's help has examples, whose flags it has", () =>
  inFolder(async (folder) => {
    for (const [name, command] of Object.entries(COMMANDS)) {
      const { code, stdout, stderr } = await runProgram(`${name}.ts`, ["--help"], folder);
      assert.equal(code, 0, stderr);
      const examples = stdout.match(/^ {2}deno task .*--.*$/gm) ?? [];
      assert.ok(examples.length > 0, name);
      const known = Object.keys(command.parameters.flags ?? {}).map(flagName);
      for (const example of examples) {
        assert.ok(example.startsWith(`  deno task ${name} `), example);
        for (const [flag] of example.matchAll(/--[a-z-]+/g)) assert.ok(known.includes(flag), flag);
      }
    }
  }));
