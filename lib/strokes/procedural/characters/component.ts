/**
 * Components of block characters.
 *
 * @module
 */

/** Vertices of a stroke in the unit square of its component, `y` downwards, in the order of writing. */
export type StrokeShape = readonly (readonly [x: number, y: number])[];

/** Strokes in the order of writing. */
export type Component = readonly StrokeShape[];

/** A rectangle of the unit square. */
export interface Rectangle {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * Places a component in a part of the unit square.
 *
 * @param component The component.
 * @param rectangle The part.
 */
export function placeComponent(component: Component, rectangle: Rectangle): Component {
  const { left, top, width, height } = rectangle;
  return component.map((stroke) => stroke.map(([x, y]) => [left + width * x, top + height * y]));
}
