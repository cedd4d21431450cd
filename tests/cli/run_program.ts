/** Runs the command line as a user would, in a folder of its own. */

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const ROOT = new URL("../../", import.meta.url);

/** The permissions that the tasks of deno.json grant. */
const PERMISSIONS = ["--allow-read", "--allow-write", "--allow-env=XDG_RUNTIME_DIR"];

/** Settings that make a run tiny and the same everywhere. */
export const TINY = [
  "--model=pixel",
  "--backend=cpu",
  "--image-size=16x32",
  "--channels=2",
  "--latent-dim=3",
  "--batch-size=4",
  "--writers=3",
];

export function startProgram(
  script: string,
  args: readonly string[],
  cwd: string,
  env: Record<string, string> = {},
): Deno.ChildProcess {
  return new Deno.Command(Deno.execPath(), {
    args: ["run", "--no-check", "--no-prompt", ...PERMISSIONS, new URL(script, ROOT).href, ...args],
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
