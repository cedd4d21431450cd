/// <reference lib="dom" />
/**
 * The sheet of paper: the signature, which is written stroke by stroke.
 *
 * @module
 */
import type { TimedTrajectory } from "../../strokes/online/time_trajectory.ts";
import type { PlayedSignature } from "../play_engine.ts";
import { durationOf, fractionAtTime, timeOfFraction, writtenBy } from "./cut_strokes.ts";
import { createSvg } from "./element.ts";
import { setInk } from "./ink.ts";
import { penAt } from "./pen_at.ts";

/** Seconds for which ink looks wet. */
const WET_SECONDS = 0.35;

/** Shows one signature, and writes it. */
export class SheetView {
  readonly #svg: SVGSVGElement;
  readonly #onPen: (fraction: number | undefined) => void;
  readonly #ink = createSvg("path", { class: "ink" });
  readonly #wet = createSvg("path", { class: "ink wet" });
  readonly #kept = createSvg("path", { class: "ink kept" });
  readonly #nib = createSvg("g", { class: "nib" }, createSvg("circle", { r: 1.1 }));
  #signature: PlayedSignature | undefined;
  #keep = 0;
  #frame = 0;

  /**
   * Takes an empty SVG element with the view box of the canvas.
   *
   * @param onPen Is told the fraction that the pen has reached; `undefined` when it has finished.
   */
  constructor(svg: SVGSVGElement, onPen: (fraction: number | undefined) => void) {
    this.#svg = svg;
    this.#onPen = onPen;
    svg.append(this.#ink, this.#wet, this.#kept, this.#nib);
    addEventListener("beforeprint", () => this.#finish());
  }

  /** Shows a signature at once, or writes it. */
  show(signature: PlayedSignature, label: string, animate: boolean): void {
    this.#signature = signature;
    this.#svg.setAttribute("aria-label", label);
    if (animate) this.write();
    else this.#finish();
  }

  /** Writes the signature as fast as its writer would. */
  write(): void {
    const { strokes } = this.#signature ?? {};
    cancelAnimationFrame(this.#frame);
    if (strokes === undefined) return;
    if (strokes.length === 0) return this.#finish(); // the pen never touched the paper
    const end = durationOf(strokes);
    let start: number | undefined;
    const step = (now: number) => {
      start ??= now;
      const seconds = (now - start) / 1000;
      if (seconds > end + WET_SECONDS) return this.#finish();
      this.#draw(seconds);
      this.#frame = requestAnimationFrame(step);
    };
    this.#svg.classList.add("writing");
    this.#draw(0);
    this.#frame = requestAnimationFrame(step);
  }

  /** Marks the beginning that a new signature keeps. */
  keep(fraction: number): void {
    this.#keep = fraction;
    this.#drawKept(Infinity);
  }

  #draw(seconds: number): void {
    const { strokes } = this.#signature!;
    const dry = writtenBy(strokes, seconds - WET_SECONDS);
    setInk(this.#ink, writtenBy(strokes, seconds));
    setInk(this.#wet, withoutFirst(writtenBy(strokes, seconds), dry));
    this.#drawKept(seconds);
    const pen = penAt(strokes, seconds);
    this.#nib.setAttribute("transform", `translate(${pen.x.toFixed(2)} ${pen.y.toFixed(2)})`);
    this.#nib.classList.toggle("lifted", !pen.isDown);
    this.#onPen(fractionAtTime(this.#signature!, seconds));
  }

  #drawKept(seconds: number): void {
    if (this.#signature === undefined) return;
    const end = this.#keep > 0 ? timeOfFraction(this.#signature, this.#keep) : -1;
    setInk(this.#kept, writtenBy(this.#signature.strokes, Math.min(end, seconds)));
  }

  #finish(): void {
    cancelAnimationFrame(this.#frame);
    this.#svg.classList.remove("writing");
    setInk(this.#ink, this.#signature?.strokes ?? []);
    this.#wet.removeAttribute("d");
    this.#drawKept(Infinity);
    this.#onPen(undefined);
  }
}

/** What is written beyond an earlier time, from the last point before it on. */
function withoutFirst(written: TimedTrajectory, before: TimedTrajectory): TimedTrajectory {
  return written.flatMap((stroke, i) => {
    const start = Math.max(0, (before[i]?.x.length ?? 0) - 2);
    if (stroke === before[i]) return [];
    const { x, y, width, time } = stroke;
    return [{
      x: x.subarray(start),
      y: y.subarray(start),
      width: width.subarray(start),
      time: time.subarray(start),
    }];
  });
}
