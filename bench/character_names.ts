/**
 * Names in Chinese characters whose strokes and their order are known, from data that no weights of
 * this package were trained on.
 *
 * The data are those of hanzi-writer-data, made from Make Me a Hanzi: a file `CHARACTER.json` with
 * the medians of the strokes, in the order of writing.
 *
 * @module
 */
import { Random } from "../lib/random.ts";
import { catmullRom } from "../lib/strokes/geometry/catmull_rom.ts";
import { applyStyle } from "../lib/strokes/procedural/apply_style.ts";
import type { Stroke, Trajectory } from "../lib/strokes/geometry/stroke.ts";

/** A row of points, in the order of writing. */
type Line = readonly (readonly [x: number, y: number])[];

/** Side of a character in the data, whose `y` grows upwards from the bottom. */
const SIDE = 1024;
/** Distance of adjacent characters in units of their side. */
const PITCH = 1.06;
/** Spline steps between the points of the data. */
const SUBDIVISIONS = 6;
/** In running script, the probability of writing on to the next stroke of a character. */
const CONNECTION_PROBABILITY = 0.6;
/** Stroke width on the pen canvas. */
const WIDTH = 1.9;

/** Reads characters from a folder by their names, in the order of these names. */
export class CharacterFolder {
  readonly #folder: string;
  readonly #names: readonly string[];

  private constructor(folder: string, names: readonly string[]) {
    this.#folder = folder;
    this.#names = names;
  }

  /**
   * Lists the characters of a folder.
   *
   * @param folder The folder `node_modules/hanzi-writer-data`.
   * @throws {RangeError} If there are none.
   */
  static async open(folder: string): Promise<CharacterFolder> {
    const names: string[] = [];
    for await (const { name } of Deno.readDir(folder)) {
      if (/^\p{Script=Han}\.json$/u.test(name)) names.push(name);
    }
    if (names.length === 0) {
      throw new RangeError(
        `Cannot find characters in "${folder}": expected files of hanzi-writer-data`,
      );
    }
    return new CharacterFolder(folder, names.sort());
  }

  /**
   * Writes two or three characters.
   *
   * @param seed Seed of the choice of characters and of what varies.
   * @param isRunning Whether the pen often goes on to the next stroke without a lift.
   * @returns The strokes in the order of writing, with characters of side 1.
   */
  async write(seed: number, isRunning: boolean): Promise<Trajectory> {
    const random = new Random("character name", seed);
    const lines: Line[] = [];
    for (let i = 0, count = random.integer(2, 3); i < count; i++) {
      const strokes = await this.#strokes(random.choice(this.#names));
      const shift: readonly [number, number] = [
        i * PITCH + random.normal(0, 0.05),
        random.normal(0, 0.05),
      ];
      const placed = strokes.map((stroke) => perturb(stroke, shift, random));
      lines.push(...(isRunning ? connect(placed, random) : placed));
    }
    return distort(lines.map(inkOf), random);
  }

  async #strokes(name: string): Promise<Line[]> {
    const { medians } = JSON.parse(await Deno.readTextFile(`${this.#folder}/${name}`));
    return (medians as [number, number][][]).map((line) =>
      line.map(([x, y]) => [x / SIDE, 1 - y / SIDE])
    );
  }
}

function perturb(line: Line, [dx, dy]: readonly [number, number], random: Random): Line {
  const [x, y] = [dx + random.normal(0, 0.012), dy + random.normal(0, 0.012)];
  return line.map((point) => [point[0] + x, point[1] + y]);
}

/** Joins strokes by a bent line, most of them. */
function connect(lines: readonly Line[], random: Random): Line[] {
  const joined: Line[] = [];
  for (const line of lines) {
    const last = joined.at(-1);
    if (last === undefined || !random.bernoulli(CONNECTION_PROBABILITY)) {
      joined.push(line);
      continue;
    }
    const [from, to] = [last.at(-1)!, line[0]!];
    const middle = [0, 1].map((i) => (from[i]! + to[i]!) / 2 + random.normal(0, 0.02));
    joined[joined.length - 1] = [...last, [middle[0]!, middle[1]!], ...line];
  }
  return joined;
}

/** Slants, stretches and rotates all strokes alike. */
function distort(trajectory: Trajectory, random: Random): Trajectory {
  const slant = -random.normal(0, 0.12);
  const stretch = Math.exp(random.normal(0, 0.12));
  const rotation = random.normal(0, 0.06);
  return applyStyle(trajectory, { slant, rotation, stretch, inkWidth: 1 });
}

function inkOf(line: Line): Stroke {
  const curve = (axis: 0 | 1) => catmullRom(line.map((point) => point[axis]), SUBDIVISIONS);
  const [x, y] = [curve(0), curve(1)];
  return { x, y, width: new Float32Array(x.length).fill(WIDTH) };
}
