/**
 * A skeleton as lines between the points where lines meet or end.
 *
 * @module
 */

/** A line of the skeleton; its ends are called branches: `2 * edge` is the first, `+ 1` the last. */
export interface GraphEdge {
  /** Horizontal positions from end to end, in pixels, the centre of the first pixel at 0.5. */
  x: number[];
  /** Vertical positions. */
  y: number[];
  /** Distance to the paper at each point, in pixels. */
  radius: number[];
  /** The nodes at the two ends. */
  nodes: [first: number, last: number];
  /** Whether the edge was removed or became part of another one. */
  removed: boolean;
}

/** A point where lines meet or end. */
export interface GraphNode {
  /** Horizontal position, in pixels. */
  x: number;
  /** Vertical position, in pixels. */
  y: number;
  /** Distance to the paper, in pixels. */
  radius: number;
  /** The ends of edges that meet here. */
  branches: number[];
}

/** Lines and where they meet. */
export interface StrokeGraph {
  /** Where lines meet or end. */
  readonly nodes: GraphNode[];
  /** The lines, those that were removed among them. */
  readonly edges: GraphEdge[];
}

/** The other end of the edge that a branch belongs to. */
export function otherEnd(branch: number): number {
  return branch ^ 1;
}

/** The edge that a branch belongs to. */
export function edgeOf(graph: StrokeGraph, branch: number): GraphEdge {
  return graph.edges[branch >> 1]!;
}

/** The node that a branch ends at. */
export function nodeOf(graph: StrokeGraph, branch: number): number {
  return edgeOf(graph, branch).nodes[branch & 1]!;
}

/** Length of an edge, in pixels. */
export function edgeLength({ x, y }: GraphEdge): number {
  let length = 0;
  for (let i = 1; i < x.length; i++) length += Math.hypot(x[i]! - x[i - 1]!, y[i]! - y[i - 1]!);
  return length;
}

/** Typical distance of the lines to the paper, in pixels: half the typical width of the ink. */
export function medianRadius({ edges }: StrokeGraph): number {
  const radii = edges.flatMap((edge) => edge.removed ? [] : edge.radius);
  return Float64Array.from(radii).sort()[radii.length >> 1] ?? 0;
}

/**
 * Follows the lines of a skeleton.
 *
 * @param skeleton Row-major, `height * width` bytes of 0 and 1, as {@linkcode skeletonize} makes it.
 * @param squared Squared distance of each pixel to the paper.
 * @returns The graph. A ring without meeting points has one node, at its highest pixel; a lone
 * pixel is an edge of one point between two nodes.
 */
export function buildStrokeGraph(
  skeleton: Uint8Array,
  squared: Int32Array,
  height: number,
  width: number,
): StrokeGraph {
  return new GraphBuilder(skeleton, squared, height, width).build();
}

/** What a pixel is: paper, part of a line, or where lines meet. */
const [PAPER, LINE, MEETING] = [0, 1, 2];

class GraphBuilder {
  readonly #nodes: GraphNode[] = [];
  readonly #edges: GraphEdge[] = [];
  readonly #kind: Uint8Array;
  readonly #squared: Int32Array;
  readonly #stride: number;
  readonly #offsets: readonly number[];
  readonly #visited: Uint8Array;
  /** The node of each meeting pixel. */
  readonly #nodeAt = new Map<number, number>();

  constructor(skeleton: Uint8Array, squared: Int32Array, height: number, width: number) {
    const stride = width + 2;
    this.#stride = stride;
    this.#kind = new Uint8Array((height + 2) * stride);
    this.#squared = new Int32Array(this.#kind.length);
    this.#visited = new Uint8Array(this.#kind.length);
    // Straight neighbours first, so that a walk does not skip the corner of a line.
    this.#offsets = [1, stride, -1, -stride, stride + 1, stride - 1, -stride - 1, -stride + 1];
    for (let y = 0; y < height; y++) {
      const to = (y + 1) * stride + 1;
      this.#kind.set(skeleton.subarray(y * width, (y + 1) * width), to);
      this.#squared.set(squared.subarray(y * width, (y + 1) * width), to);
    }
  }

  build(): StrokeGraph {
    const ink: number[] = [];
    for (let i = 0; i < this.#kind.length; i++) if (this.#kind[i] !== PAPER) ink.push(i);
    const degrees = Uint8Array.from(ink, (pixel) => this.#countNeighbours(pixel));
    ink.forEach((pixel, i) => {
      if (degrees[i]! > 2) this.#kind[pixel] = MEETING;
    });
    for (const pixel of ink) if (this.#kind[pixel] === MEETING) this.#addMeeting(pixel);
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

  /** A neighbour that was not followed yet. */
  #nextPixel(pixel: number): number | undefined {
    for (const offset of this.#offsets) {
      const next = pixel + offset;
      if (this.#kind[next] !== PAPER && this.#visited[next] === 0) return next;
    }
    return undefined;
  }

  /** A neighbour where lines meet, other than `but`. */
  #meetingBeside(pixel: number, but: number): number | undefined {
    for (const offset of this.#offsets) {
      const next = pixel + offset;
      if (this.#kind[next] === MEETING && next !== but) return next;
    }
    return undefined;
  }

  #position(pixel: number): { x: number; y: number; radius: number } {
    const row = Math.floor(pixel / this.#stride);
    const x = pixel - row * this.#stride - 0.5;
    return { x, y: row - 0.5, radius: Math.max(Math.sqrt(this.#squared[pixel]!) - 0.5, 0.5) };
  }

  #addNode(pixels: readonly number[]): number {
    const places = pixels.map((pixel) => this.#position(pixel));
    const mean = (pick: (place: { x: number; y: number }) => number) =>
      places.reduce((sum, place) => sum + pick(place), 0) / places.length;
    const radius = Math.max(...places.map((place) => place.radius));
    this.#nodes.push({ x: mean(({ x }) => x), y: mean(({ y }) => y), radius, branches: [] });
    return this.#nodes.length - 1;
  }

  /** Makes one node of all meeting pixels that touch. */
  #addMeeting(pixel: number): void {
    if (this.#visited[pixel] === 1) return;
    const pixels = [pixel];
    this.#visited[pixel] = 1;
    for (let i = 0; i < pixels.length; i++) {
      for (const next of this.#neighbours(pixels[i]!)) {
        if (this.#kind[next] !== MEETING || this.#visited[next] === 1) continue;
        this.#visited[next] = 1;
        pixels.push(next);
      }
    }
    const node = this.#addNode(pixels);
    for (const member of pixels) this.#nodeAt.set(member, node);
  }

  /** Walks from a node along a line to where it ends or meets others. */
  #follow(start: number, node: number, first: number): void {
    const pixels = [start];
    let at = first;
    let last: number | undefined;
    while (last === undefined) {
      pixels.push(at);
      this.#visited[at] = 1;
      const isFirst = pixels.length === 2;
      const next = this.#nextPixel(at);
      const meeting = next ?? this.#meetingBeside(at, isFirst ? start : -1);
      if (next !== undefined) at = next;
      else if (meeting !== undefined) {
        last = this.#nodeAt.get(meeting)!;
        // A pixel in the corner of a meeting touches nothing else.
        if (isFirst && last === node) return;
        pixels.push(meeting);
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

  /** Pixels from `pixel` on until none is left. */
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
    const places = pixels.map((pixel) => this.#position(pixel));
    const edge = this.#edges.length;
    this.#edges.push({
      x: places.map(({ x }) => x),
      y: places.map(({ y }) => y),
      radius: places.map(({ radius }) => radius),
      nodes: [first, last],
      removed: false,
    });
    this.#nodes[first]!.branches.push(2 * edge);
    this.#nodes[last]!.branches.push(2 * edge + 1);
  }
}
