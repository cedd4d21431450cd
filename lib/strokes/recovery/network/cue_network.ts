/**
 * The network that reads from ink how it was written.
 *
 * @module
 */
import type { InkImage } from "../../../image/ink_image.ts";
import {
  CELL,
  CUE_MAP,
  CUES,
  DOWN_BLOCKS,
  FEATURES,
  LAST_LEVEL,
  layerTensors,
  LEVEL_CHANNELS,
  NETWORK_IMAGE,
  UP_BLOCKS,
} from "./architecture.ts";
import {
  type Convolution,
  type ConvolutionEnd,
  CueKernels,
  type FeatureMap,
} from "./cue_kernels.ts";
import { PathJudges } from "./path_judges.ts";
import { transformFilters } from "./winograd_filter.ts";
import { WritingCues } from "./writing_cues.ts";

/** Names of the tensors of the perceptrons. */
const PERCEPTRON = /^(edge|transition|end|start|count)\./;

/** Names of the filters of 3 x 3. */
const FILTERS_3X3 = /^(stem|(en|de)coder\d\.\d+|features)\.weight$/;

/**
 * A U-Net (Ronneberger et al. 2015) over the cells of an ink image: residual convolutions on five
 * levels down to 6 x 12 and up again.
 *
 * It was trained on procedural signatures, whose trajectories are known; see docs/recovery.md.
 */
export class CueNetwork {
  /** The perceptrons that judge parts of a path by the cues. */
  readonly judges: PathJudges;
  readonly #kernels = new CueKernels();
  readonly #addresses = new Map<string, number>();
  readonly #mark: number;

  /**
   * Creates the network.
   *
   * @param weights All weights, as `layerTensors` orders them.
   * @throws {RangeError} If there are more or fewer weights than the layers have.
   */
  constructor(weights: Float32Array) {
    const tensors = layerTensors();
    const total = tensors.reduce((sum, { size }) => sum + size, 0);
    if (weights.length !== total) {
      throw new RangeError(
        `Cannot create the cue network: it has ${weights.length} weights, expected ${total}`,
      );
    }
    const perceptrons = new Map<string, Float32Array>();
    let offset = 0;
    for (const [i, { name, size }] of tensors.entries()) {
      const part = weights.subarray(offset, offset += size);
      if (PERCEPTRON.test(name)) perceptrons.set(name, part);
      else if (FILTERS_3X3.test(name)) {
        const outputs = tensors[i + 1]!.size; // its biases
        this.#addresses.set(name, this.#place(transformFilters(part, outputs)));
      } else this.#addresses.set(name, this.#place(part));
    }
    this.judges = new PathJudges(perceptrons);
    this.#mark = this.#kernels.mark;
  }

  /**
   * Reads the cues of an image.
   *
   * @param image Ink coverage, `[192, 384]`.
   * @throws {RangeError} If the image is of another size.
   */
  read(image: InkImage): WritingCues {
    const { height, width } = NETWORK_IMAGE;
    if (image.height !== height || image.width !== width) {
      throw new RangeError(
        `Cannot read cues: the image has ${image.height} x ${image.width} pixels, ` +
          `expected ${height} x ${width}`,
      );
    }
    this.#kernels.release(this.#mark);
    const decoded = this.#decode(this.#encode(this.#cellsOf(image)));
    const features = this.#convolve3x3(decoded, "features", FEATURES, { rectified: true });
    const cues = this.#kernels.mix(features, this.#convolution("cues"), CUES);
    return new WritingCues(this.#copy(features), this.#copy(cues));
  }

  /** Packs the pixels of each cell as channels: `[96, 192, 4]`. */
  #cellsOf({ width, data }: InkImage): FeatureMap {
    const cells = this.#kernels.map(CUE_MAP.height, CUE_MAP.width, CELL * CELL);
    const out = this.#kernels.floats(cells.address, data.length);
    let at = 0;
    for (let y = 0; y < CUE_MAP.height; y++) {
      for (let x = 0; x < CUE_MAP.width; x++, at += CELL * CELL) {
        const pixel = CELL * (y * width + x);
        out[at] = data[pixel]!;
        out[at + 1] = data[pixel + 1]!;
        out[at + 2] = data[pixel + width]!;
        out[at + 3] = data[pixel + width + 1]!;
      }
    }
    return cells;
  }

  /** The feature maps of all levels, from the finest. */
  #encode(cells: FeatureMap): FeatureMap[] {
    const maps = [this.#convolve3x3(cells, "stem", LEVEL_CHANNELS[0])];
    for (let level = 1; level <= LAST_LEVEL; level++) {
      const channels = LEVEL_CHANNELS[level]!;
      const filter = this.#convolution(`down${level}`);
      const position = level === LAST_LEVEL ? this.#position(maps.at(-1)!, channels) : undefined;
      const halved = this.#kernels.halve(maps.at(-1)!, filter, channels, position);
      maps.push(this.#residuals(halved, `encoder${level}`, DOWN_BLOCKS[level]!));
    }
    return maps;
  }

  #decode(maps: readonly FeatureMap[]): FeatureMap {
    let map = maps[LAST_LEVEL]!;
    for (let level = LAST_LEVEL; level >= 1; level--) {
      const rows = [0, 1].map((row) => this.#convolution(`up${level}.${row}`));
      const doubled = this.#kernels.double(map, rows, maps[level - 1]!);
      map = this.#residuals(doubled, `decoder${level - 1}`, UP_BLOCKS[level - 1]!);
    }
    return map;
  }

  /** `x + convolution(relu(x))`, `count` times. */
  #residuals(x: FeatureMap, name: string, count: number): FeatureMap {
    let map = x;
    for (let i = 0; i < count; i++) {
      map = this.#convolve3x3(map, `${name}.${i}`, x.channels, { residual: map });
    }
    return map;
  }

  #convolve3x3(x: FeatureMap, name: string, channels: number, end?: ConvolutionEnd): FeatureMap {
    const filter = {
      transformedWeight: this.#addresses.get(`${name}.weight`)!,
      bias: this.#addresses.get(`${name}.bias`)!,
    };
    return this.#kernels.convolve3x3(x, filter, channels, end);
  }

  #convolution(name: string): Convolution {
    return {
      weight: this.#addresses.get(`${name}.weight`)!,
      bias: this.#addresses.get(`${name}.bias`)!,
    };
  }

  #position({ height, width }: FeatureMap, channels: number): FeatureMap {
    const address = this.#addresses.get("position")!;
    return { address, height: height / 2, width: width / 2, channels };
  }

  #place(values: Float32Array): number {
    const address = this.#kernels.reserve(values.length);
    this.#kernels.floats(address, values.length).set(values);
    return address;
  }

  #copy({ address, height, width, channels }: FeatureMap): Float32Array<ArrayBuffer> {
    return this.#kernels.floats(address, height * width * channels).slice();
  }
}
