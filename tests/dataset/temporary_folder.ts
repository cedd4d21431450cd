/** Folders of small drawn signatures for the tests of this folder. */
import { encode } from "fast-png";

/** A PNG with a wave and a bar that differ from number to number, black on white. */
export function drawnPng(number: number, height = 40, width = 90): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(height * width).fill(255);
  for (let x = 8; x < width - 8; x++) {
    const wave = height / 2 + height / 4 * Math.sin(x * (0.1 + 0.013 * (number % 17)) + number);
    for (let y = 0; y < height; y++) {
      const onBar = Math.abs(x - 20 - 3 * (number % 13)) < 2 && y > 6 && y < height - 6;
      if (onBar || Math.abs(y - wave) < 1.6) data[y * width + x] = 0;
    }
  }
  return encode({ height, width, data, channels: 1, depth: 8 }) as Uint8Array<ArrayBuffer>;
}

/** A folder that is removed when it goes out of scope. */
export class TemporaryFolder {
  readonly path: string = Deno.makeTempDirSync({ prefix: "signatures-" }).replaceAll("\\", "/");

  /** Writes a file below the folder and returns its path. */
  write(name: string, content: Uint8Array | string): string {
    const path = `${this.path}/${name}`;
    Deno.mkdirSync(path.slice(0, path.lastIndexOf("/")), { recursive: true });
    if (typeof content === "string") Deno.writeTextFileSync(path, content);
    else Deno.writeFileSync(path, content);
    return path;
  }

  /** Gives a file a time long ago, as files have that are not being worked on. */
  settle(name: string, time: Date = new Date("2020-01-01T00:00:00Z")): void {
    Deno.utimeSync(`${this.path}/${name}`, time, time);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}
