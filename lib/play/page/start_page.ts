/// <reference lib="dom" />
/**
 * The play page: its controls, its state, and its address.
 *
 * @module
 */
import type { PlayedSignature, PlayEngine } from "../play_engine.ts";
import { onNavigation, pushAddress, readAddress, replaceAddress } from "./address.ts";
import { Atlas } from "./atlas.ts";
import * as change from "./change_state.ts";
import { describeRecipe, describeSignature } from "./describe_signature.ts";
import { DirectionsView } from "./directions_view.ts";
import { create, find } from "./element.ts";
import { ImageView } from "./image_view.ts";
import { KeepView } from "./keep_view.ts";
import { encodeLink } from "./link.ts";
import { type LoadedEngine, loadModel } from "./load_model.ts";
import { MapView } from "./map_view.ts";
import { announce, Notice } from "./messages.ts";
import {
  type ChangeOptions,
  fitToModel,
  PlaySession,
  type ShownSignature,
} from "./play_session.ts";
import { DEFAULT_STATE, type PlayState } from "./play_state.ts";
import { RecentView } from "./recent_view.ts";
import { wireSaving } from "./save_view.ts";
import { SheetView } from "./sheet_view.ts";
import { wireShortcuts } from "./shortcuts.ts";
import { VariantsView } from "./strip_view.ts";

/**
 * Starts the page.
 *
 * @param createEngine Starts the model in a worker; called again if it cannot be loaded.
 */
export async function startPage(createEngine: () => PlayEngine): Promise<void> {
  const notice = new Notice();
  const loaded = await loadModel(createEngine);
  new PlayPage(loaded, notice).open("First signature");
}

/** A change that happens at once, on the way of a slider. */
const PASSING: ChangeOptions = { animate: false, isFinal: false, what: "" };

/** Milliseconds without a change after which the map is filled. */
const IDLE_MILLISECONDS = 400;

class PlayPage {
  readonly #loaded: LoadedEngine;
  readonly #notice: Notice;
  readonly #session: PlaySession;
  readonly #keep = new KeepView((fraction, isFinal) => this.#changeKeep(fraction, isFinal));
  readonly #sheet = new SheetView(
    find("signature", SVGSVGElement),
    (fraction) => this.#showPen(fraction),
  );
  readonly #map = new MapView((place, isFinal) => void this.#moveOnMap(place, isFinal));
  readonly #directions: DirectionsView;
  readonly #atlas: Atlas;
  readonly #variants = new VariantsView((variant) => this.#chooseVariant(variant));
  readonly #recent = new RecentView();
  readonly #temperature = find("temperature", HTMLInputElement);

  constructor(loaded: LoadedEngine, notice: Notice) {
    this.#loaded = loaded;
    this.#notice = notice;
    this.#directions = new DirectionsView(loaded.model.directions, {
      onMove: (index, value, isFinal) => {
        const { name } = loaded.model.directions[index]!;
        const state = change.setCoordinate(this.#session.state, index, value);
        this.#change(
          state,
          isFinal ? { animate: false, isFinal, what: `${name} changed` } : PASSING,
        );
      },
      onLock: (index) => {
        const state = change.toggleLock(this.#session.state, index);
        this.#setAside(state);
        const { name } = loaded.model.directions[index]!;
        announce(`${name} ${state.locked.includes(index) ? "locked" : "unlocked"}`);
      },
    });
    this.#session = new PlaySession(loaded.engine, {
      showState: (state) => this.#showState(state),
      showSignature: (shown) => this.#showSignature(shown),
      showVariants: (variants) => this.#showVariants(variants),
      showBusy: (isBusy) => find("paper", HTMLDivElement).classList.toggle("busy", isBusy),
      showError: (message, retry) => notice.show(message, retry),
    }, DEFAULT_STATE);
    this.#map.showModel(loaded.model);
    this.#atlas = new Atlas(
      loaded.engine,
      loaded.model.mapDirections,
      (index, signature) => this.#map.showSmall(index, signature),
    );
    this.#wire();
  }

  /** Shows what the address says. */
  open(what: string): void {
    const { state: linked, problem } = readAddress();
    const state = fitToModel(linked, this.#loaded.model);
    if (problem === undefined) this.#notice.hide();
    else this.#notice.show(`${problem}. This is another signature.`);
    this.#atlas.pause();
    replaceAddress(state);
    void this.#session.change(state, { animate: true, isFinal: true, what });
  }

  #wire(): void {
    const startNew = () => {
      const { state, shown } = this.#session;
      const coordinates = shown?.original.coordinates ?? [];
      const what = state.keep > 0 ? "New ending" : "New signature";
      this.#write(change.newSignature(state, coordinates, change.randomSeed()), what);
    };
    const startSame = () =>
      this.#write(
        change.sameStyle(this.#session.state, change.randomSeed()),
        "Another like it",
      );
    const replay = () => this.#sheet.write();
    const actions = { new: startNew, same: startSame, replay };
    for (const [id, action] of Object.entries(actions)) {
      find(id, HTMLButtonElement).addEventListener("click", action);
    }
    find("clear", HTMLButtonElement).addEventListener(
      "click",
      () =>
        this.#write(change.clearCoordinates(this.#session.state), "Directions back to the style"),
    );
    this.#wireTemperature();
    wireSaving({
      encode: (format) => this.#session.encode(format),
      fileName: () => `signature-${this.#session.state.style}-${this.#session.state.noise}`,
    }, this.#notice);
    wireShortcuts({
      n: startNew,
      s: startSame,
      r: replay,
      c: () => find("copy", HTMLButtonElement).click(),
      m: () => this.#map.focus(),
      "?": () => find("shortcuts", HTMLDetailsElement).querySelector("summary")!.click(),
      ...Object.fromEntries(
        Array.from({ length: 7 }, (_, i) => [String(i + 1), () => this.#variants.choose(i)]),
      ),
    });
    new ImageView({
      read: (file) => this.#session.read(file),
      onRead: ({ recipe }) => {
        this.#write(change.withRecipe(this.#session.state, recipe), "In the style of your image");
      },
      onError: (message, retry) => this.#notice.show(message, retry),
    });
    onNavigation(() => this.open("Signature of the link"));
  }

  #wireTemperature(): void {
    const set = (isFinal: boolean) => () => {
      const state = change.setTemperature(
        this.#session.state,
        Number(this.#temperature.value),
      );
      this.#change(state, { ...PASSING, isFinal, what: "Temperature changed" });
    };
    this.#temperature.addEventListener("input", set(false));
    this.#temperature.addEventListener("change", set(true));
  }

  /** Writes the signature of a state stroke by stroke. */
  #write(state: PlayState, what: string): void {
    this.#change(state, { animate: true, isFinal: true, what });
  }

  #change(state: PlayState, options: ChangeOptions): void {
    this.#notice.hide();
    this.#atlas.pause();
    if (options.isFinal) pushAddress(state);
    void this.#session.change(state, options);
  }

  #changeKeep(fraction: number, isFinal: boolean): void {
    const before = this.#session.state;
    const state = change.setKeep(before, fraction);
    if (before.variant === undefined) this.#setAside(state, isFinal);
    else this.#change(state, { ...PASSING, isFinal });
  }

  /** Changes what leaves the signature as it is. */
  #setAside(state: PlayState, isFinal = true): void {
    this.#session.setAside(state);
    if (isFinal) replaceAddress(state);
  }

  async #moveOnMap(place: readonly [number, number], isFinal: boolean): Promise<void> {
    const coordinates = await this.#session.coordinatesAt(place);
    const state = change.setCoordinates(this.#session.state, coordinates);
    this.#change(state, { animate: isFinal, isFinal, what: "Another place on the map" });
  }

  #chooseVariant(variant: number | undefined): void {
    const state = change.chooseVariant(this.#session.state, variant);
    this.#write(state, `Signature ${(variant ?? -1) + 2} by the same writer`);
  }

  #showPen(fraction: number | undefined): void {
    this.#keep.showPen(fraction);
    if (fraction === undefined) void this.#fillMap();
  }

  /** Fills the map when the user has waited for a moment. */
  async #fillMap(): Promise<void> {
    const { state } = this.#session;
    await new Promise((resolve) => setTimeout(resolve, IDLE_MILLISECONDS));
    if (change.sameRecipe(state, this.#session.state)) await this.#atlas.fill(state);
  }

  #showState(state: PlayState): void {
    this.#directions.showState(state);
    this.#keep.showFraction(state.keep);
    this.#sheet.keep(state.keep);
    this.#temperature.value = String(state.temperature);
    find("temperature-text", HTMLOutputElement).textContent = state.temperature.toFixed(2);
    find("new", HTMLButtonElement).textContent = state.keep > 0 ? "New ending" : "New signature";
    find("same", HTMLButtonElement).hidden = state.keep > 0;
    find("clear", HTMLButtonElement).disabled = state.coordinates.every((value) =>
      value === undefined
    );
    this.#variants.mark(state.variant);
  }

  #showSignature(
    { signature, original, state, change: { animate, isFinal, what } }: ShownSignature,
  ) {
    const { directions } = this.#loaded.model;
    const description = describeSignature(signature, directions);
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    this.#sheet.show(signature, `Signature: ${description}`, animate && !still);
    this.#keep.showSignature(signature);
    this.#directions.showCoordinates(original.coordinates);
    this.#map.showPlace(original.place, original.coordinates, isFinal);
    for (const button of document.querySelectorAll<HTMLButtonElement>(".actions button")) {
      button.disabled = false;
    }
    this.#temperature.disabled = false;
    if (!isFinal) return;
    this.#recent.add(encodeLink(state), signature, `Signature: ${description}`);
    announce(`${what}: ${description}`);
    this.#showRecipe(state);
  }

  #showVariants(variants: readonly PlayedSignature[] | undefined): void {
    this.#variants.show(this.#session.shown?.original, variants);
    this.#variants.mark(this.#session.state.variant);
  }

  #showRecipe(state: PlayState): void {
    const entries = describeRecipe(state, this.#loaded.model.directions);
    find("recipe", HTMLDListElement).replaceChildren(
      ...[...entries, ["Link", location.href] as const].map(([name, value]) =>
        create("div", {}, create("dt", {}, name), create("dd", {}, value))
      ),
    );
  }
}
