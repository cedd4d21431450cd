/// <reference lib="dom" />
/**
 * What the controls of the page do.
 *
 * @module
 */
import type { PlayFormat, ReadImage } from "../play_engine.ts";
import { pushAddress, replaceAddress } from "./address.ts";
import * as change from "./change_state.ts";
import { fitLink } from "./fit_link.ts";
import { latestCall } from "./latest_call.ts";
import { decodeLink, encodeLink } from "./link.ts";
import type { LoadedEngine } from "./load_model.ts";
import type { MapMove } from "./map_view.ts";
import { announce, type Notice } from "./messages.ts";
import { type PageEvents, PageView } from "./page_view.ts";
import { type ChangeOptions, PlaySession } from "./play_session.ts";
import { DEFAULT_STATE, type PlayState } from "./play_state.ts";

/** A change that happens at once, on the way of a slider. */
const PASSING: ChangeOptions = { animate: false, isFinal: false, what: "" };

/** A move on the map that waits for its coordinates. */
interface MoveRequest extends MapMove {
  /** Number of choices before it; a later one cancels it. */
  readonly choices: number;
}

/** The page of a loaded model. */
export class PlayPage implements PageEvents {
  /** All that is shown. */
  readonly view: PageView;
  readonly #loaded: LoadedEngine;
  readonly #notice: Notice;
  readonly #session: PlaySession;
  readonly #moveTo = latestCall((request: MoveRequest) => this.#answerMove(request));
  /** Number of signatures that were chosen otherwise than by the map. */
  #choices = 0;

  /** Makes the page; {@linkcode open} shows the first signature. */
  constructor(loaded: LoadedEngine, notice: Notice) {
    this.#loaded = loaded;
    this.#notice = notice;
    this.view = new PageView(loaded, notice, this);
    this.#session = new PlaySession(loaded.engine, this.view, DEFAULT_STATE);
  }

  /** Shows what the address says. */
  open(what: string): void {
    const { state, problem } = fitLink(decodeLink(location.hash), this.#loaded.model);
    this.#choices++;
    if (problem === undefined) this.#notice.hide();
    else this.#notice.show(`${problem}. This is another signature.`);
    this.view.pauseMap();
    replaceAddress(this.#linkTo(state));
    void this.#session.change(state, { animate: true, isFinal: true, what });
  }

  /** Writes another signature: a new style, or a new ending. */
  startNew(): void {
    const { state, shown } = this.#session;
    const coordinates = shown?.original.coordinates ?? [];
    const what = state.keep > 0 ? "New ending" : "New signature";
    this.#write(change.newSignature(state, coordinates, change.randomSeed()), what);
  }

  /** Writes another signature in the same style. */
  startSame(): void {
    const state = change.sameStyle(this.#session.state, change.randomSeed());
    this.#write(state, "Another like it");
  }

  /** Leaves all directions to the style. */
  clear(): void {
    this.#write(change.clearCoordinates(this.#session.state), "Directions back to the style");
  }

  /** Writes in the style of an image. */
  writeLike({ recipe }: ReadImage): void {
    this.#write(change.withRecipe(this.#session.state, recipe), "In the style of your image");
  }

  /** Reads an image. */
  read(file: Uint8Array): Promise<ReadImage> {
    this.view.pauseMap();
    return this.#loaded.engine.read(file);
  }

  /** Encodes the signature that is shown. */
  encode(format: PlayFormat): Promise<Uint8Array<ArrayBuffer>> {
    this.view.pauseMap();
    return this.#session.encode(format);
  }

  /** Name of a file with the signature that is shown, without its ending. */
  fileName(): string {
    const { style, given, noise, variant } = this.#session.shown?.state ?? this.#session.state;
    const parts = ["signature", given === undefined ? style : "like-image", noise];
    return [...parts, ...variant === undefined ? [] : [variant + 2]].join("-");
  }

  onTemperature(temperature: number, isFinal: boolean): void {
    const state = change.setTemperature(this.#session.state, temperature);
    this.#change(state, { ...PASSING, isFinal, what: "Temperature changed" });
  }

  onMove(index: number, value: number, isFinal: boolean): void {
    const state = change.setCoordinate(this.#session.state, index, value);
    this.#change(state, { ...PASSING, isFinal, what: `${this.#nameOf(index)} changed` });
  }

  onLock(index: number): void {
    const state = change.toggleLock(this.#session.state, index);
    this.#setControls(state);
    announce(`${this.#nameOf(index)} ${state.locked.includes(index) ? "locked" : "unlocked"}`);
  }

  onKeep(fraction: number, isFinal: boolean): void {
    const before = this.#session.state;
    const state = change.setKeep(before, fraction);
    if (before.variant === undefined) this.#setControls(state, isFinal);
    else this.#change(state, { ...PASSING, isFinal, what: "The first signature of the writer" });
  }

  onVariant(variant: number | undefined): void {
    const state = change.chooseVariant(this.#session.state, variant);
    this.#write(state, `Signature ${(variant ?? -1) + 2} by the same writer`);
  }

  onMapMove(move: MapMove): void {
    void this.#moveTo({ ...move, choices: this.#choices });
  }

  async #answerMove({ place, isFinal, isClick, choices }: MoveRequest): Promise<void> {
    if (choices !== this.#choices) return; // another signature has been chosen meanwhile
    this.view.pauseMap();
    try {
      const coordinates = await this.#loaded.engine.coordinatesAt(place);
      if (choices !== this.#choices) return;
      const state = change.setCoordinates(this.#session.state, coordinates);
      this.#change(state, { animate: isClick, isFinal, what: "Another place on the map" });
    } catch (error) {
      this.#notice.show(error instanceof Error ? error.message : String(error));
    }
  }

  #linkTo(state: PlayState): string {
    return encodeLink(state, this.#loaded.model.fingerprint);
  }

  #nameOf(index: number): string {
    return this.#loaded.model.directions[index]!.name;
  }

  /** Writes the signature of a state stroke by stroke. */
  #write(state: PlayState, what: string): void {
    this.#choices++;
    this.#change(state, { animate: true, isFinal: true, what });
  }

  #change(state: PlayState, options: ChangeOptions): void {
    this.#notice.hide();
    this.view.pauseMap();
    if (options.isFinal) {
      pushAddress(this.#linkTo(state), options.animate ? undefined : options.what);
    }
    void this.#session.change(state, options);
  }

  /** Changes controls that leave the signature as it is. */
  #setControls(state: PlayState, isFinal = true): void {
    this.#session.setControls(state);
    if (isFinal) replaceAddress(this.#linkTo(state));
  }
}
