/// <reference lib="dom" />
/**
 * Sliders along the directions of the latent space, each with a lock.
 *
 * @module
 */
import type { LatentDirection } from "../play_engine.ts";
import { describeCoordinate } from "./describe_signature.ts";
import { create, createSvg, find, setAttributes } from "./element.ts";
import { MAX_SLIDER, type PlayState } from "./play_state.ts";

/** What the user does. */
export interface DirectionEvents {
  /** A slider moves, or has been moved. */
  onMove(index: number, value: number, isFinal: boolean): void;
  /** A lock is pressed. */
  onLock(index: number): void;
}

/** One slider. */
interface Slider {
  readonly direction: LatentDirection;
  readonly item: HTMLLIElement;
  readonly input: HTMLInputElement;
  readonly output: HTMLOutputElement;
  readonly lock: HTMLButtonElement;
}

/** The sliders of a model. */
export class DirectionsView {
  readonly #sliders: readonly Slider[];

  /** Creates a slider for each direction. */
  constructor(directions: readonly LatentDirection[], events: DirectionEvents) {
    this.#sliders = directions.map((direction, index) => createSlider(direction, index, events));
    find("directions", HTMLUListElement).replaceChildren(...this.#sliders.map(({ item }) => item));
  }

  /** Shows which directions are set and locked. */
  showState({ coordinates, locked }: PlayState): void {
    this.#sliders.forEach(({ item, lock, direction }, i) => {
      const isLocked = locked.includes(i);
      item.classList.toggle("set", coordinates[i] !== undefined);
      setAttributes(lock, { "aria-pressed": String(isLocked) });
      lock.title = `${isLocked ? "Unlock" : "Lock"} ${direction.name.toLowerCase()}`;
      lock.querySelector("use")!.setAttribute("href", isLocked ? "#icon-locked" : "#icon-unlocked");
    });
  }

  /** Shows the coordinates of a signature; a slider that the user holds stays where it is. */
  showCoordinates(coordinates: readonly number[]): void {
    this.#sliders.forEach(({ input, output, direction }, i) => {
      const value = coordinates[i] ?? 0;
      if (!input.matches(":active")) input.value = String(value);
      setValue(input, output, direction, value);
    });
  }
}

function setValue(
  input: HTMLInputElement,
  output: HTMLOutputElement,
  direction: LatentDirection,
  value: number,
): void {
  const digits = Math.abs(value).toFixed(1);
  output.textContent = digits === "0.0" ? digits : (value < 0 ? "\u2212" : "+") + digits;
  input.setAttribute("aria-valuetext", describeCoordinate(value, direction));
}

function createSlider(
  direction: LatentDirection,
  index: number,
  events: DirectionEvents,
): Slider {
  const { name, low, high } = direction;
  const id = `direction-${index}`;
  const range = { type: "range", min: -MAX_SLIDER, max: MAX_SLIDER, step: 0.05, value: 0 };
  const input = create("input", { id, ...range });
  const output = create("output", { for: id });
  const lock = createLock(name);
  const move = (isFinal: boolean) => () => {
    setValue(input, output, direction, Number(input.value));
    events.onMove(index, Number(input.value), isFinal);
  };
  input.addEventListener("input", move(false));
  input.addEventListener("change", move(true));
  lock.addEventListener("click", () => events.onLock(index));
  const label = create("label", { for: id }, name);
  const item = create(
    "li",
    { class: "direction" },
    create("div", { class: "row" }, label, output, lock),
    input,
    createEnds(low, high),
  );
  return { direction, item, input, output, lock };
}

function createLock(name: string): HTMLButtonElement {
  const icon = createSvg("svg", { class: "icon", "aria-hidden": "true" }, createSvg("use"));
  const label = `Lock ${name.toLowerCase()}`;
  return create("button", { type: "button", class: "lock", "aria-label": label }, icon);
}

/** What both ends of a slider look like. */
function createEnds(low: string, high: string): HTMLDivElement {
  const [left, right] = [low, high].map((text) => create("span", {}, text));
  return create("div", { class: "ends", "aria-hidden": "true" }, left!, right!);
}
