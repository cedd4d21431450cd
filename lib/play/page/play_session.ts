/**
 * What the page shows, and how that follows from its state by asking the engine.
 *
 * @module
 */
import type { PlayedSignature, PlayEngine, PlayFormat } from "../play_engine.ts";
import { sameRecipe, toRecipe } from "./change_state.ts";
import { latestCall } from "./latest_call.ts";
import { type PlayState, VARIANTS } from "./play_state.ts";

/** A signature to show. */
export interface ShownSignature {
  /** The one that the state is about: that of the recipe, or a variant by the same writer. */
  readonly signature: PlayedSignature;
  /** The signature of the recipe. */
  readonly original: PlayedSignature;
  /** What it was made from. */
  readonly state: PlayState;
  /** How it came about. */
  readonly change: ChangeOptions;
}

/** How a state has changed. */
export interface ChangeOptions {
  /** The signature is to be written stroke by stroke. */
  readonly animate: boolean;
  /** A choice of the user that is complete, not a value on the way of a slider. */
  readonly isFinal: boolean;
  /** What happened, for the announcement, such as "New signature". */
  readonly what: string;
}

/** Whoever shows what a session is about. */
export interface SessionView {
  /** The state has changed; the signature follows. */
  showState(state: PlayState): void;
  /** There is a signature to show. */
  showSignature(shown: ShownSignature): void;
  /** Signatures by the same writer; `undefined` while there are none for the state. */
  showVariants(variants: readonly PlayedSignature[] | undefined): void;
  /** The engine works, or no longer does. */
  showBusy(isBusy: boolean): void;
  /** Something failed; `retry` tries it again. */
  showError(message: string, retry: () => void): void;
}

/** The state of the page, and the signatures that follow from it. */
export class PlaySession {
  readonly #engine: PlayEngine;
  readonly #view: SessionView;
  readonly #update: (request: { state: PlayState; change: ChangeOptions }) => Promise<void>;
  #state: PlayState;
  #shown: ShownSignature | undefined;
  #variants: { readonly state: PlayState; readonly list: readonly PlayedSignature[] } | undefined;

  /**
   * Makes a session; nothing is asked of the engine before {@linkcode change}.
   *
   * @param engine A loaded engine.
   * @param view Whoever shows it.
   * @param state The first state.
   */
  constructor(engine: PlayEngine, view: SessionView, state: PlayState) {
    this.#engine = engine;
    this.#view = view;
    this.#state = state;
    this.#update = latestCall(({ state, change }) => this.#show(state, change));
  }

  /** The state as the user has last set it. */
  get state(): PlayState {
    return this.#state;
  }

  /** The signature that is shown. */
  get shown(): ShownSignature | undefined {
    return this.#shown;
  }

  /** Changes the state; resolves when its signature is shown, or replaced by a newer one. */
  async change(state: PlayState, change: ChangeOptions): Promise<void> {
    this.#state = state;
    this.#view.showState(state);
    await this.#update({ state, change });
  }

  /** Changes controls that leave the signature as it is, such as locks. */
  setControls(state: PlayState): void {
    this.#state = state;
    this.#view.showState(state);
  }

  /** Encodes the signature that is shown. */
  async encode(format: PlayFormat): Promise<Uint8Array<ArrayBuffer>> {
    if (this.#shown === undefined) throw new Error("There is no signature to save yet");
    return await this.#engine.encode(this.#shown.signature, format);
  }

  async #show(state: PlayState, change: ChangeOptions): Promise<void> {
    this.#view.showBusy(true);
    try {
      const isKnown = this.#shown !== undefined && sameRecipe(this.#shown.state, state);
      const original = isKnown ? this.#shown!.original : await this.#engine.create(toRecipe(state));
      if (state.variant === undefined) {
        this.#showOne({ signature: original, original, state, change });
      }
      if (!change.isFinal) return;
      const variants = await this.#variantsOf(state);
      const signature = state.variant === undefined ? undefined : variants[state.variant];
      if (signature !== undefined) this.#showOne({ signature, original, state, change });
    } catch (error) {
      if (!this.#isCurrent(state)) return; // a newer call is about to show another signature
      const message = error instanceof Error ? error.message : String(error);
      this.#view.showError(message, () => void this.change(this.#state, change));
    } finally {
      this.#view.showBusy(false);
    }
  }

  /** Whether the user still wants the signature of a state. */
  #isCurrent(state: PlayState): boolean {
    return sameRecipe(state, this.#state) && state.variant === this.#state.variant;
  }

  #showOne(shown: ShownSignature): void {
    this.#shown = shown;
    this.#view.showSignature(shown);
  }

  async #variantsOf(state: PlayState): Promise<readonly PlayedSignature[]> {
    if (this.#variants === undefined || !sameRecipe(this.#variants.state, state)) {
      this.#view.showVariants(undefined);
      const list = await this.#engine.duplicate(toRecipe(state), VARIANTS);
      this.#variants = { state, list };
    }
    this.#view.showVariants(this.#variants.list);
    return this.#variants.list;
  }
}
