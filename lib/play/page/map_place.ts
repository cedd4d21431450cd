/**
 * Places on the map of styles.
 *
 * @module
 */

/** A place on the map: from -1 to 1 to the right and upwards. */
export type Place = readonly [number, number];

/** Size of half the map in its plot, which is wider than high, as signatures are. */
const HALF = { x: 125, y: 100 } as const;
/** The plot reaches this far beyond the map on each side. */
const MARGIN = 0.12;
/** Steps of the arrow keys. */
const STEP = { small: 0.05, large: 0.25 } as const;

const ARROWS: Readonly<Record<string, Place>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** View box of the plot, with the middle of the map at 0 0. */
export const PLOT_BOX = [
  -HALF.x * (1 + MARGIN),
  -HALF.y * (1 + MARGIN),
  2 * HALF.x * (1 + MARGIN),
  2 * HALF.y * (1 + MARGIN),
].map(Math.round).join(" ");

/** The position of a place in the plot. */
export function plotPosition([x, y]: Place): { readonly x: number; readonly y: number } {
  const inside = (value: number) => Math.max(-1 - MARGIN / 2, Math.min(1 + MARGIN / 2, value));
  return { x: HALF.x * inside(x), y: -HALF.y * inside(y) + 0 };
}

/** The place under a pointer. */
export function placeAt(
  { clientX, clientY }: { readonly clientX: number; readonly clientY: number },
  box: {
    readonly left: number;
    readonly top: number;
    readonly width: number;
    readonly height: number;
  },
): Place {
  const reach = 1 + MARGIN;
  return bound([
    reach * (2 * (clientX - box.left) / box.width - 1),
    -reach * (2 * (clientY - box.top) / box.height - 1),
  ]);
}

/** The place that a key leads to; `undefined` for keys that do not move. */
export function moveByKey([x, y]: Place, key: string, isLarge: boolean): Place | undefined {
  if (key === "Home") return [0, 0];
  const arrow = ARROWS[key];
  if (arrow === undefined) return undefined;
  const step = isLarge ? STEP.large : STEP.small;
  return bound([x + step * arrow[0], y + step * arrow[1]]);
}

function bound(place: readonly [number, number]): Place {
  const [x, y] = place.map((value) => Math.round(100 * Math.min(1, Math.max(-1, value))) / 100 + 0);
  return [x!, y!];
}
