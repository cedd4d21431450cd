/** Runs the command line as a user does, in a folder of its own. */

import assert from "node:assert/strict";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = new URL("../../", import.meta.url);

/** The permissions that the tasks of deno.json grant. */
const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env=XDG_RUNTIME_DIR"];

/** Flags of a tiny pixel model that trains the same on every machine. */
export const TINY = [
  "--model=pixel",
  "--backend=simd",
  "--threads=1",
  "--image-size=16x32",
  "--channels=2",
  "--latent-dim=3",
  "--batch-size=4",
  "--writers=3",
];

/** Flags of a tiny pen model. A large batch makes the thousands of posteriors of a prior cheap. */
export const TINY_PEN = ["--hidden=16", "--channels=12", "--latent-dim=3", "--batch-size=32"];

export function startProgram(
  script: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: [
      ...["run", "--quiet", "--no-check", "--no-prompt"], // quiet: downloads are not messages
      ...PERMISSIONS,
      new URL(script, ROOT).href,
      ...args,
    ],
    cwd,
    env,
    stdout: "piped",
    stderr: "piped",
  }).spawn();
}

export async function finish(process: Deno.ChildProcess): Promise<Outcome> {
  const { code, stdout, stderr } = await process.output();
  const decoder = new TextDecoder();
  return { code, stdout: decoder.decode(stdout), stderr: decoder.decode(stderr) };
}

export async function runProgram(
  script: string,
  args: readonly string[],
  cwd: string,
): Promise<Outcome> {
  return await finish(startProgram(script, args, cwd));
}

/** Sends a program a signal as soon as a file exists, unless it ends before; waits for its end. */
export async function signalAt(
  file: string,
  process: Deno.ChildProcess,
  signal: Deno.Signal,
): Promise<Outcome> {
  let isOver = false;
  const outcome = finish(process).finally(() => isOver = true);
  const exists = () => Deno.stat(file).then(() => true, () => false);
  while (!isOver && !await exists()) await new Promise((resolve) => setTimeout(resolve, 2));
  try {
    process.kill(signal);
  } catch {
    // it has ended
  }
  return await outcome;
}

/** Runs a program and returns the permissions that it requested, by kind. */
export async function auditPermissions(
  script: string,
  args: readonly string[],
  folder: string,
): Promise<Outcome & { permissions: Map<string, Set<string>> }> {
  const log = `${folder}/audit.jsonl`;
  await Deno.writeTextFile(log, "");
  const process = startProgram(script, args, folder, { DENO_AUDIT_PERMISSIONS: log });
  const outcome = await finish(process);
  const permissions = new Map<string, Set<string>>();
  for (const line of (await Deno.readTextFile(log)).trim().split("\n").filter(Boolean)) {
    const { permission, value } = JSON.parse(line);
    permissions.set(permission, (permissions.get(permission) ?? new Set()).add(String(value)));
  }
  return { ...outcome, permissions };
}

/** Asserts that files and one variable were requested, and no other permission. */
export function assertMinimumPermissions(permissions: ReadonlyMap<string, Set<string>>): void {
  const others = [...permissions.keys()].filter((kind) => !["read", "write", "env"].includes(kind));
  assert.deepEqual(others, []);
  assert.deepEqual([...permissions.get("env") ?? []], ["XDG_RUNTIME_DIR"]);
  assert.ok(permissions.get("read")!.size > 0);
}

/** Gives a test an empty folder, and removes it afterwards. */
export async function inFolder(test: (folder: string) => Promise<void>): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "signature-vae-test-" });
  try {
    await test(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

/** Bytes of each file in a folder by name. */
export async function readFolder(folder: string): Promise<Map<string, Uint8Array>> {
  const names = await Array.fromAsync(
    Deno.readDir(folder),
    ({ name, isFile }) => isFile ? name : "",
  );
  const files = new Map<string, Uint8Array>();
  for (const name of names.filter((name) => name !== "").sort()) {
    files.set(name, await Deno.readFile(`${folder}/${name}`));
  }
  return files;
}
