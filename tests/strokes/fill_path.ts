/** Fills SVG path data, as a browser would. */

type Point = readonly [number, number];

/** The closed polygons of path data with the commands M, l, h, v, c, a (round) and z. */
export function flattenPath(data: string): Point[][] {
  const polygons: Point[][] = [];
  let polygon: Point[] = [];
  let [x, y] = [0, 0];
  const lineTo = (dx: number, dy: number) => {
    [x, y] = [x + dx, y + dy];
    polygon.push([x, y]);
  };
  for (const [, command, rest] of data.matchAll(/([a-zA-Z])([^a-zA-Z]*)/g)) {
    const numbers = (rest!.match(/-?(\d+\.?\d*|\.\d+)/g) ?? []).map(Number);
    const [a, b, c, d, e, f, g] = numbers as [number, ...number[]] as number[];
    if (command === "M") {
      [x, y] = [a!, b!];
      polygon = [[x, y]];
    } else if (command === "l") lineTo(a!, b!);
    else if (command === "h") lineTo(a!, 0);
    else if (command === "v") lineTo(0, a!);
    else if (command === "c") {
      const [x0, y0] = [x, y];
      for (let i = 1; i <= 16; i++) {
        const [t, s] = [i / 16, 1 - i / 16];
        polygon.push([
          x0 + 3 * s * s * t * a! + 3 * s * t * t * c! + t * t * t * e!,
          y0 + 3 * s * s * t * b! + 3 * s * t * t * d! + t * t * t * f!,
        ]);
      }
      [x, y] = [x0 + e!, y0 + f!];
    } else if (command === "a") {
      if (a !== b || c !== 0 || d !== 0 || e !== 1) throw new Error(`not a round cap: ${rest}`);
      const [centreX, centreY] = [x + f! / 2, y + g! / 2]; // both ends are opposite each other
      const radius = Math.hypot(f!, g!) / 2;
      const start = Math.atan2(y - centreY, x - centreX);
      for (let i = 1; i <= 16; i++) {
        const angle = start + Math.PI * i / 16; // sweep 1: angles grow, clockwise with y downwards
        polygon.push([centreX + radius * Math.cos(angle), centreY + radius * Math.sin(angle)]);
      }
      [x, y] = [x + f!, y + g!];
    } else if (command === "z") polygons.push(polygon);
    else throw new Error(`unexpected command ${command}`);
  }
  return polygons;
}

/** Coverage of each pixel by the non-zero rule, from 4 x 4 samples. */
export function fillPath(
  data: string,
  scale: number,
  { height, width }: { readonly height: number; readonly width: number },
): Float32Array {
  const coverage = new Float32Array(height * width);
  findCrossings(flattenPath(data), scale, height * 4).forEach((crossings, line) => {
    crossings.sort((a, b) => a.x - b.x);
    let winding = 0;
    crossings.forEach(({ x, direction }, i) => {
      winding += direction;
      if (winding === 0) return;
      const end = crossings[i + 1]!.x;
      const first = Math.max(0, Math.ceil(x * scale * 4 - 0.5));
      const last = Math.min(width * 4 - 1, Math.ceil(end * scale * 4 - 0.5) - 1);
      for (let k = first; k <= last; k++) coverage[(line >> 2) * width + (k >> 2)]! += 1 / 16;
    });
  });
  return coverage;
}

/** Where the edges of polygons cross each line of samples, and whether downwards. */
function findCrossings(
  polygons: readonly Point[][],
  scale: number,
  lines: number,
): { x: number; direction: number }[][] {
  const crossings = Array.from({ length: lines }, () => [] as { x: number; direction: number }[]);
  for (const polygon of polygons) {
    polygon.forEach(([x0, y0], i) => {
      const [x1, y1] = polygon[(i + 1) % polygon.length]!;
      const first = Math.max(0, Math.floor(Math.min(y0, y1) * scale * 4) - 1);
      const last = Math.min(lines - 1, Math.ceil(Math.max(y0, y1) * scale * 4) + 1);
      for (let line = first; line <= last; line++) {
        const y = (line + 0.5) / 4 / scale;
        if (y0 <= y === y1 <= y) continue;
        const x = x0 + (y - y0) / (y1 - y0) * (x1 - x0);
        crossings[line]!.push({ x, direction: y0 < y1 ? 1 : -1 });
      }
    });
  }
  return crossings;
}
