/// <reference lib="dom" />
/**
 * The map of styles: a plane of the latent space with a crosshair.
 *
 * @module
 */
import type { PlayModel } from "../play_engine.ts";
import { describeCoordinate } from "./describe_signature.ts";
import { createSvg, find, setAttributes } from "./element.ts";
import { moveByKey, type Place, placeAt } from "./map_place.ts";

/** Number of earlier places that the map shows. */
const TRAIL = 24;

/** The map of a model. */
export class MapView {
  readonly #map = find("map", HTMLDivElement);
  readonly #plot = find("map-plot", SVGSVGElement);
  readonly #trail = createSvg("g", { class: "trail" });
  readonly #crosshair = createSvg("g", { class: "crosshair" });
  readonly #onMove: (place: Place, isFinal: boolean) => void;
  #model: PlayModel | undefined;
  #place: Place = [0, 0];

  /** Wires pointer and keyboard. */
  constructor(onMove: (place: Place, isFinal: boolean) => void) {
    this.#onMove = onMove;
    this.#crosshair.append(
      createSvg("path", { d: "M-3 0H-.07M.07 0H3M0-3V-.07M0 .07V3" }),
      createSvg("circle", { r: 0.07 }),
      createSvg("circle", { r: 0.02, class: "dot" }),
    );
    this.#plot.append(createGrid(), this.#trail, this.#crosshair);
    this.#map.addEventListener("pointerdown", (event) => this.#pointerDown(event));
    this.#map.addEventListener("pointermove", (event) => this.#pointerMove(event, false));
    this.#map.addEventListener("pointerup", (event) => this.#pointerMove(event, true));
    this.#map.addEventListener("keydown", (event) => this.#keyDown(event));
  }

  /** Names the axes of a model. */
  showModel(model: PlayModel): void {
    this.#model = model;
    const [right, up] = model.mapDirections.map((index) => model.directions[index]!);
    const texts = { left: right!.low, right: right!.high, bottom: up!.low, top: up!.high };
    for (const [side, text] of Object.entries(texts)) {
      find(`map-${side}`, HTMLSpanElement).textContent = text;
    }
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
    this.#trail.append(createSvg("circle", { cx: place[0], cy: -place[1], r: 0.018 }));
    if (this.#trail.childElementCount > TRAIL) this.#trail.firstElementChild!.remove();
  }

  /** Gives the map the keyboard. */
  focus(): void {
    this.#map.focus();
  }

  #setPlace(place: Place): void {
    this.#place = place;
    const [x, y] = place.map((value) => Math.max(-1.08, Math.min(1.08, value)));
    setAttributes(this.#crosshair, { transform: `translate(${x} ${-y!})` });
    setAttributes(this.#map, { "aria-valuenow": place[0].toFixed(2) });
  }

  #move(place: Place, isFinal: boolean): void {
    if (this.#model === undefined) return;
    this.#setPlace(place);
    this.#onMove(place, isFinal);
  }

  #pointerDown(event: PointerEvent): void {
    if (event.button !== 0) return;
    this.#map.setPointerCapture(event.pointerId);
    this.#pointerMove(event, false);
  }

  #pointerMove(event: PointerEvent, isFinal: boolean): void {
    if (!this.#map.hasPointerCapture(event.pointerId)) return;
    this.#move(placeAt(event, this.#plot.getBoundingClientRect()), isFinal);
    if (isFinal) this.#map.releasePointerCapture(event.pointerId);
  }

  #keyDown(event: KeyboardEvent): void {
    const place = moveByKey(this.#place, event.key, event.shiftKey);
    if (place === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#move(place, true);
  }
}

/** Circles of one, two and more standard deviations, as far as the map goes. */
function createGrid(): SVGGElement {
  const circles = [0.25, 0.5, 0.75, 1].map((r) => createSvg("circle", { r }));
  return createSvg(
    "g",
    { class: "grid" },
    ...circles,
    createSvg("path", { d: "M-1.1 0H1.1M0-1.1V1.1" }),
  );
}
