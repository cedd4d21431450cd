/**
 * From a skeleton to its graph.
 *
 * @module
 */
import { addBorder } from "./mask_border.ts";
import type { GraphEdge, GraphNode, StrokeGraph } from "./stroke_graph.ts";

/**
 * Builds the graph of a skeleton.
 *
 * @param skeleton Row-major, `height * width` bytes of 0 and 1, as `skeletonize` returns it.
 * @param squared Squared distance of each pixel to the paper, in pixels squared.
 * @param height Rows.
 * @param width Columns.
 * @returns The graph. A ring without junctions has one node, at its highest pixel; an isolated pixel
 * is an edge of one point between two nodes.
 */
export function buildStrokeGraph(
  skeleton: Uint8Array,
  squared: Int32Array,
  height: number,
  width: number,
): StrokeGraph {
  return new GraphBuilder(skeleton, squared, height, width).build();
}

/** Kinds of pixels; a junction is a skeleton pixel with more than two skeleton neighbours. */
const [PAPER, LINE, JUNCTION] = [0, 1, 2];

class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #edges: GraphEdge[] = [];
  readonly #kind: Uint8Array;
  readonly #squared: Int32Array;
  readonly #stride: number;
  readonly #offsets: readonly number[];
  readonly #visited: Uint8Array;
  /** The node of each junction pixel. */
  readonly #nodeAt = new Map<number, number>();

  constructor(skeleton: Uint8Array, squared: Int32Array, height: number, width: number) {
    const stride = width + 2;
    this.#stride = stride;
    this.#kind = addBorder(skeleton, height, width);
    this.#squared = addBorder(squared, height, width);
    this.#visited = new Uint8Array(this.#kind.length);
    // Direct neighbours first, so that a walk does not skip the corner of a line.
    this.#offsets = [1, stride, -1, -stride, stride + 1, stride - 1, -stride - 1, -stride + 1];
  }

  build(): StrokeGraph {
    const ink: number[] = [];
    for (let i = 0; i < this.#kind.length; i++) if (this.#kind[i] !== PAPER) ink.push(i);
    const degrees = Uint8Array.from(ink, (pixel) => this.#countNeighbours(pixel));
    ink.forEach((pixel, i) => {
      if (degrees[i]! > 2) this.#kind[pixel] = JUNCTION;
    });
    for (const pixel of ink) if (this.#kind[pixel] === JUNCTION) this.#addJunction(pixel);
    for (const [pixel, node] of this.#nodeAt) {
      for (const next of this.#neighbours(pixel)) {
        if (this.#kind[next] === LINE && this.#visited[next] === 0) this.#follow(pixel, node, next);
      }
    }
    ink.forEach((pixel, i) => {
      if (this.#visited[pixel] === 0 && degrees[i]! < 2) this.#followFree(pixel);
    });
    for (const pixel of ink) if (this.#visited[pixel] === 0) this.#followRing(pixel);
    return { nodes: this.#nodes, edges: this.#edges };
  }

  #countNeighbours(pixel: number): number {
    let count = 0;
    for (const offset of this.#offsets) if (this.#kind[pixel + offset] !== PAPER) count++;
    return count;
  }

  #neighbours(pixel: number): number[] {
    return this.#offsets.map((offset) => pixel + offset).filter((i) => this.#kind[i] !== PAPER);
  }

  /** A neighbour that was not visited yet. */
  #nextPixel(pixel: number): number | undefined {
    for (const offset of this.#offsets) {
      const next = pixel + offset;
      if (this.#kind[next] !== PAPER && this.#visited[next] === 0) return next;
    }
    return undefined;
  }

  /** A neighbouring junction pixel other than `but`. */
  #junctionBeside(pixel: number, but: number): number | undefined {
    for (const offset of this.#offsets) {
      const next = pixel + offset;
      if (this.#kind[next] === JUNCTION && next !== but) return next;
    }
    return undefined;
  }

  #position(pixel: number): { x: number; y: number; radius: number } {
    const row = Math.floor(pixel / this.#stride);
    const x = pixel - row * this.#stride - 0.5;
    return { x, y: row - 0.5, radius: Math.max(Math.sqrt(this.#squared[pixel]!) - 0.5, 0.5) };
  }

  #addNode(pixels: readonly number[]): number {
    const positions = pixels.map((pixel) => this.#position(pixel));
    const mean = (pick: (position: { x: number; y: number }) => number) =>
      positions.reduce((sum, position) => sum + pick(position), 0) / positions.length;
    const radius = Math.max(...positions.map((position) => position.radius));
    this.#nodes.push({ x: mean(({ x }) => x), y: mean(({ y }) => y), radius, branches: [] });
    return this.#nodes.length - 1;
  }

  /** Makes one node of all connected junction pixels. */
  #addJunction(pixel: number): void {
    if (this.#visited[pixel] === 1) return;
    const pixels = [pixel];
    this.#visited[pixel] = 1;
    for (let i = 0; i < pixels.length; i++) {
      for (const next of this.#neighbours(pixels[i]!)) {
        if (this.#kind[next] !== JUNCTION || this.#visited[next] === 1) continue;
        this.#visited[next] = 1;
        pixels.push(next);
      }
    }
    const node = this.#addNode(pixels);
    for (const member of pixels) this.#nodeAt.set(member, node);
  }

  /** Walks from a node along a line to its end or to the next junction. */
  #follow(start: number, node: number, first: number): void {
    const pixels = [start];
    let at = first;
    let last: number | undefined;
    while (last === undefined) {
      pixels.push(at);
      this.#visited[at] = 1;
      const isFirst = pixels.length === 2;
      const next = this.#nextPixel(at);
      const junction = next ?? this.#junctionBeside(at, isFirst ? start : -1);
      if (next !== undefined) at = next;
      else if (junction !== undefined) {
        last = this.#nodeAt.get(junction)!;
        // A pixel in the corner of a junction leads nowhere else.
        if (isFirst && last === node) return;
        pixels.push(junction);
      } else last = this.#addNode([at]);
    }
    this.#addEdge(pixels, node, last);
  }

  #followFree(pixel: number): void {
    const pixels = this.#walk(pixel);
    this.#addEdge(pixels, this.#addNode([pixel]), this.#addNode([pixels.at(-1)!]));
  }

  #followRing(pixel: number): void {
    const node = this.#addNode([pixel]);
    this.#addEdge([...this.#walk(pixel), pixel], node, node);
  }

  /** The pixels of a line from `pixel` on. */
  #walk(pixel: number): number[] {
    const pixels: number[] = [];
    for (let at: number | undefined = pixel; at !== undefined;) {
      pixels.push(at);
      this.#visited[at] = 1;
      at = this.#nextPixel(at);
    }
    return pixels;
  }

  #addEdge(pixels: readonly number[], first: number, last: number): void {
    const positions = pixels.map((pixel) => this.#position(pixel));
    const edge = this.#edges.length;
    this.#edges.push({
      x: positions.map(({ x }) => x),
      y: positions.map(({ y }) => y),
      radius: positions.map(({ radius }) => radius),
      nodes: [first, last],
      removed: false,
    });
    this.#nodes[first]!.branches.push(2 * edge);
    this.#nodes[last]!.branches.push(2 * edge + 1);
  }
}
