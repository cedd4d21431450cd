/// <reference lib="dom" />
/**
 * All that the page shows of its state.
 *
 * @module
 */
import type { PlayedSignature } from "../play_engine.ts";
import { Atlas } from "./atlas.ts";
import { sameRecipe } from "./change_state.ts";
import { describeRecipe, describeSignature } from "./describe_signature.ts";
import { type DirectionEvents, DirectionsView } from "./directions_view.ts";
import { create, find } from "./element.ts";
import { KeepView } from "./keep_view.ts";
import { encodeLink } from "./link.ts";
import type { LoadedEngine } from "./load_model.ts";
import { type MapMove, MapView } from "./map_view.ts";
import { announce, type Notice } from "./messages.ts";
import type { SessionView, ShownSignature } from "./play_session.ts";
import type { PlayState } from "./play_state.ts";
import { RecentView } from "./recent_view.ts";
import { SheetView } from "./sheet_view.ts";
import { VariantsView } from "./variants_view.ts";

/** What the user does with what is shown. */
export interface PageEvents extends DirectionEvents {
  /** The crosshair of the map moves. */
  onMapMove(move: MapMove): void;
  /** The slider of the beginning to keep moves. */
  onKeep(fraction: number, isFinal: boolean): void;
  /** A signature by the same writer is chosen; `undefined` is the first. */
  onVariant(variant: number | undefined): void;
}

/** Milliseconds without a change after which the map is filled. */
const IDLE_MILLISECONDS = 400;

/** The parts of the page. */
export class PageView implements SessionView {
  readonly #loaded: LoadedEngine;
  readonly #notice: Notice;
  readonly #keep: KeepView;
  readonly #sheet: SheetView;
  readonly #map: MapView;
  readonly #directions: DirectionsView;
  readonly #variants: VariantsView;
  readonly #recent = new RecentView();
  readonly #atlas: Atlas;
  #state: PlayState | undefined;
  #shown: ShownSignature | undefined;

  /** Wires the parts of the page for a model. */
  constructor(loaded: LoadedEngine, notice: Notice, events: PageEvents) {
    const { engine, model } = loaded;
    this.#loaded = loaded;
    this.#notice = notice;
    this.#keep = new KeepView((fraction, isFinal) => events.onKeep(fraction, isFinal));
    this.#sheet = new SheetView(find("signature", SVGSVGElement), (pen) => this.#showPen(pen));
    this.#map = new MapView((move) => events.onMapMove(move));
    this.#map.showModel(model);
    this.#directions = new DirectionsView(model.directions, events);
    this.#variants = new VariantsView((variant) => events.onVariant(variant));
    this.#atlas = new Atlas(
      engine,
      model.mapDirections,
      (index, signature) => this.#map.showSmall(index, signature),
    );
  }

  /** Writes the signature once more. */
  replay(): void {
    this.#sheet.write();
  }

  /** Gives the map the keyboard. */
  focusMap(): void {
    this.#map.focus();
  }

  /** Chooses a signature by the same writer as a click does; 0 is the first. */
  clickVariant(number: number): void {
    this.#variants.choose(number);
  }

  /** Leaves the engine to what the user is about to ask for. */
  pauseMap(): void {
    this.#atlas.pause();
  }

  showState(state: PlayState): void {
    this.#state = state;
    this.#directions.showState(state);
    this.#keep.showFraction(state.keep);
    this.#sheet.keep(state.keep);
    this.#variants.mark(state.variant);
    find("temperature", HTMLInputElement).value = String(state.temperature);
    find("temperature-text", HTMLOutputElement).textContent = state.temperature.toFixed(2);
    find("new", HTMLButtonElement).textContent = state.keep > 0 ? "New ending" : "New signature";
    find("same", HTMLButtonElement).hidden = state.keep > 0;
    find("clear", HTMLButtonElement).disabled = state.coordinates.every((value) =>
      value === undefined
    );
  }

  showSignature(shown: ShownSignature): void {
    const { signature, original, state, change: { animate, isFinal, what } } = shown;
    const { directions, fingerprint } = this.#loaded.model;
    const description = describeSignature(signature, directions);
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#shown = shown;
    this.#sheet.show(signature, `Signature: ${description}`, animate && !isStill);
    this.#keep.showSignature(signature);
    this.#directions.showCoordinates(original.coordinates);
    this.#map.showPlace(original.place, original.coordinates, isFinal);
    enableControls();
    if (!isFinal) return;
    this.#recent.add(encodeLink(state, fingerprint), signature, `Signature: ${description}`);
    announce(`${what}: ${description}`);
    this.#showRecipe(state);
  }

  showVariants(variants: readonly PlayedSignature[] | undefined): void {
    this.#variants.show(this.#shown?.original, variants);
    this.#variants.mark(this.#state?.variant);
  }

  showBusy(isBusy: boolean): void {
    find("paper", HTMLDivElement).classList.toggle("busy", isBusy);
  }

  showError(message: string, retry: () => void): void {
    this.#notice.show(message, retry);
  }

  #showPen(fraction: number | undefined): void {
    this.#keep.showPen(fraction);
    if (fraction === undefined) void this.#fillMap();
  }

  /** Fills the map when the user has waited for a moment. */
  async #fillMap(): Promise<void> {
    const state = this.#state;
    await new Promise((resolve) => setTimeout(resolve, IDLE_MILLISECONDS));
    if (state === undefined || !sameRecipe(state, this.#state!)) return;
    await this.#atlas.fill(state);
  }

  #showRecipe(state: PlayState): void {
    const { directions, fingerprint } = this.#loaded.model;
    const link = new URL(encodeLink(state, fingerprint), location.href).href;
    const entries = [...describeRecipe(state, directions), ["Link", link] as const];
    find("recipe", HTMLDListElement).replaceChildren(
      ...entries.map(([name, value]) =>
        create("div", {}, create("dt", {}, name), create("dd", {}, value))
      ),
    );
  }
}

/** What needs a signature can be used once there is one. */
function enableControls(): void {
  find("temperature", HTMLInputElement).disabled = false;
  for (const button of document.querySelectorAll<HTMLButtonElement>(".actions button")) {
    button.disabled = false;
  }
}
