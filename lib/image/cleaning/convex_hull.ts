/**
 * The convex hull of a mask.
 *
 * @module
 */

/**
 * The convex hull of a mask (Andrew 1979).
 *
 * @param mask `height * width` bytes of 0 and 1.
 * @returns Its corners, counterclockwise on the screen, through the outer corners of pixels; none of an
 * empty mask.
 */
export function convexHull(mask: Uint8Array, height: number, width: number): [number, number][] {
  const points: [number, number][] = [];
  for (let y = 0; y < height; y++) {
    const first = mask.indexOf(1, y * width);
    if (first < 0 || first >= (y + 1) * width) continue;
    const last = mask.lastIndexOf(1, (y + 1) * width - 1);
    for (const x of [first - y * width, last - y * width + 1]) points.push([x, y], [x, y + 1]);
  }
  points.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const half = (sorted: readonly [number, number][]) => {
    const chain: [number, number][] = [];
    for (const p of sorted) {
      while (chain.length > 1) {
        const [a, b] = [chain[chain.length - 2]!, chain[chain.length - 1]!];
        if ((b[0] - a[0]) * (p[1] - a[1]) - (b[1] - a[1]) * (p[0] - a[0]) > 0) break;
        chain.pop();
      }
      chain.push(p);
    }
    chain.pop();
    return chain;
  };
  return [...half(points), ...half(points.reverse())];
}
