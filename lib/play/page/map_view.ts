/// <reference lib="dom" />
/**
 * The map of styles: a plane of the latent space with a crosshair.
 *
 * @module
 */
import { PEN_CANVAS } from "../../strokes/geometry/pen_canvas.ts";
import type { LatentDirection, PlayedSignature, PlayModel } from "../play_engine.ts";
import { ATLAS_PLACES } from "./atlas.ts";
import { describeCoordinate } from "./describe_signature.ts";
import { createSvg, find, setAttributes } from "./element.ts";
import { createInk, setInk } from "./ink.ts";
import { moveByKey, type Place, placeAt, PLOT_BOX, plotPosition } from "./map_place.ts";

/** Number of earlier places that the map shows. */
const TRAIL = 24;

/** Size of a small signature: that of its canvas times this. */
const SMALL_SCALE = 0.36;

/** A pointer that moves by less does not drag, as a fraction of half the map. */
const MIN_DRAG = 0.015;

/** The user moves on the map. */
export interface MapMove {
  readonly place: Place;
  /** The place is chosen, not one on the way. */
  readonly isFinal: boolean;
  /** A click, without dragging. */
  readonly isClick: boolean;
}

/** The map of a model. */
export class MapView {
  readonly #map = find("map", HTMLDivElement);
  readonly #plot = find("map-plot", SVGSVGElement);
  readonly #trail = createSvg("g", { class: "trail" });
  readonly #crosshair = createSvg("g", { class: "crosshair" });
  readonly #small = ATLAS_PLACES.map((place) => {
    const { x, y } = plotPosition(place);
    const centred = `translate(${-PEN_CANVAS.width / 2} ${-PEN_CANVAS.height / 2})`;
    const path = createInk();
    setAttributes(path, { transform: `translate(${x} ${y}) scale(${SMALL_SCALE}) ${centred}` });
    return path;
  });
  readonly #onMove: (move: MapMove) => void;
  #isDragged = false;
  #model: PlayModel | undefined;
  #place: Place = [0, 0];

  /** Wires pointer and keyboard. */
  constructor(onMove: (move: MapMove) => void) {
    this.#onMove = onMove;
    this.#crosshair.append(
      createSvg("path", { d: "M-300 0H-9M9 0H300M0-300V-9M0 9V300" }),
      createSvg("circle", { r: 9 }),
      createSvg("circle", { r: 2.5, class: "dot" }),
    );
    const small = createSvg("g", { class: "small" }, ...this.#small);
    this.#plot.setAttribute("viewBox", PLOT_BOX);
    this.#plot.append(small, this.#trail, this.#crosshair);
    this.#map.addEventListener("pointerdown", (event) => this.#pointerDown(event));
    this.#map.addEventListener("pointermove", (event) => this.#pointerMove(event));
    this.#map.addEventListener("pointerup", (event) => this.#pointerUp(event));
    this.#map.addEventListener("pointercancel", () => this.#pointerCancel());
    this.#map.addEventListener("keydown", (event) => this.#keyDown(event));
    this.#map.addEventListener("keyup", ({ key }) => {
      if (moveByKey([0, 0], key, false) !== undefined) this.#move(this.#place, true);
    });
  }

  /** Names the axes of a model. */
  showModel(model: PlayModel): void {
    this.#model = model;
    const [right, up] = model.mapDirections.map((index) => model.directions[index]!);
    const lower = (direction?: LatentDirection) => direction!.name.toLowerCase();
    const texts = { left: right!.low, right: right!.high, bottom: up!.low, top: up!.high };
    for (const [side, text] of Object.entries(texts)) {
      find(`map-${side}`, HTMLSpanElement).textContent = text;
    }
    find("map-help", HTMLParagraphElement).textContent = `To the right: ${lower(right)}. ` +
      `Upwards: ${lower(up)}. Click a place, or move with the arrow keys.`;
    this.#map.setAttribute("aria-disabled", "false");
  }

  /** Moves the crosshair to the place of a signature with these coordinates. */
  showPlace(place: Place, coordinates: readonly number[], isFinal: boolean): void {
    this.#setPlace(place);
    const text = this.#model!.mapDirections.map((index) => {
      const direction = this.#model!.directions[index]!;
      return `${direction.name} ${describeCoordinate(coordinates[index] ?? 0, direction)}`;
    }).join(", ");
    this.#map.setAttribute("aria-valuetext", text);
    if (!isFinal) return;
    const { x, y } = plotPosition(place);
    this.#trail.append(createSvg("circle", { cx: x, cy: y, r: 2.2 }));
    if (this.#trail.childElementCount > TRAIL) this.#trail.firstElementChild!.remove();
  }

  /** Shows what a place of the atlas is like. */
  showSmall(index: number, signature: PlayedSignature | undefined): void {
    const path = this.#small[index]!;
    if (signature === undefined) path.removeAttribute("d");
    else setInk(path, signature.strokes);
  }

  /** Gives the map the keyboard. */
  focus(): void {
    this.#map.focus();
  }

  #setPlace(place: Place): void {
    this.#place = place;
    const { x, y } = plotPosition(place);
    setAttributes(this.#crosshair, { transform: `translate(${x} ${y})` });
    setAttributes(this.#map, { "aria-valuenow": place[0].toFixed(2) });
  }

  #move(place: Place, isFinal: boolean, isClick = false): void {
    if (this.#model === undefined) return;
    this.#setPlace(place);
    this.#onMove({ place, isFinal, isClick });
  }

  #pointerDown(event: PointerEvent): void {
    if (event.button !== 0 || this.#model === undefined) return;
    this.#map.setPointerCapture(event.pointerId);
    this.#isDragged = false;
    this.#setPlace(this.#placeAt(event));
  }

  #pointerMove(event: PointerEvent): void {
    if (!this.#map.hasPointerCapture(event.pointerId)) return;
    const place = this.#placeAt(event);
    const [x, y] = this.#place;
    if (Math.hypot(place[0] - x, place[1] - y) < MIN_DRAG) return;
    this.#isDragged = true;
    this.#move(place, false);
  }

  #pointerUp(event: PointerEvent): void {
    if (!this.#map.hasPointerCapture(event.pointerId)) return;
    this.#move(this.#placeAt(event), true, !this.#isDragged);
  }

  /** The browser takes the pointer away, such as for a gesture: a drag ends where it is. */
  #pointerCancel(): void {
    if (this.#isDragged) this.#move(this.#place, true);
    this.#isDragged = false;
  }

  #placeAt(event: PointerEvent): Place {
    return placeAt(event, this.#plot.getBoundingClientRect());
  }

  #keyDown(event: KeyboardEvent): void {
    const place = moveByKey(this.#place, event.key, event.shiftKey);
    if (place === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#move(place, false);
  }
}
