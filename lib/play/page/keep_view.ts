/// <reference lib="dom" />
/**
 * The slider of the beginning to keep, over the speed of the pen.
 *
 * @module
 */
import type { PlayedSignature } from "../play_engine.ts";
import { createSvg, find, setAttributes } from "./element.ts";
import { penSpeed, speedPath } from "./pen_speed.ts";

/** Size of the chart in its own unit. */
const SIZE = { width: 1000, height: 100 } as const;

/** Shows how fast the signature was written, and how much of it is kept. */
export class KeepView {
  readonly #input = find("keep", HTMLInputElement);
  readonly #text = find("keep-text", HTMLOutputElement);
  readonly #area = createSvg("path", { class: "speed" });
  readonly #kept = createSvg("rect", { class: "kept", ...SIZE, width: 0 });
  readonly #pen = createSvg("path", { class: "pen" });

  /** Wires the slider. */
  constructor(onChange: (fraction: number, isFinal: boolean) => void) {
    find("speed", SVGSVGElement).append(this.#kept, this.#area, this.#pen);
    this.#input.addEventListener("input", () => onChange(Number(this.#input.value), false));
    this.#input.addEventListener("change", () => onChange(Number(this.#input.value), true));
  }

  /** Shows the fraction that is kept. */
  showFraction(fraction: number): void {
    const percent = `first ${Math.round(100 * fraction)} %`;
    this.#input.value = String(fraction);
    this.#input.setAttribute("aria-valuetext", fraction === 0 ? "off" : percent);
    this.#text.textContent = fraction === 0 ? "off" : percent;
    this.#kept.setAttribute("width", String(fraction * SIZE.width));
  }

  /** Shows the speed of a signature. */
  showSignature(signature: PlayedSignature): void {
    this.#area.setAttribute("d", speedPath(penSpeed(signature), SIZE.width, SIZE.height));
    this.#input.disabled = false;
  }

  /** Shows where the pen is. */
  showPen(fraction: number | undefined): void {
    const x = (fraction ?? 0) * SIZE.width;
    setAttributes(this.#pen, {
      d: fraction === undefined ? undefined : `M${x.toFixed(1)} 0V${SIZE.height}`,
    });
  }
}
