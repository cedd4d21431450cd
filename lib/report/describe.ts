/**
 * Numbers and names for readers.
 *
 * @module
 */
import { basename } from "node:path";
import type { ViewSource } from "./views/model_views.ts";

/** A number of things: `1 epoch`, `2 epochs`. */
export function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/**
 * A duration, such as `4 min 05 s`.
 *
 * @param seconds The duration.
 */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?";
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, "0");
  const minutes = Math.floor(whole / 60);
  if (minutes === 0) return `${whole} s`;
  if (minutes < 60) return `${minutes} min ${two(whole % 60)} s`;
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/**
 * A short name of a model: a run is known by its folder, another model by its file.
 *
 * @param path Path of the model file, or `pretrained`.
 */
export function modelName(path: string): string {
  const parts = path.split(/[\\/]/);
  return parts.length > 1 && parts.at(-1) === "model.safetensors" ? parts.at(-2)! : basename(path);
}

/**
 * Which model is shown while a run goes on, as the end of a paragraph; empty for a final model.
 *
 * @param source The model.
 */
export function describeSource({ epoch, prior }: ViewSource): string {
  return epoch === undefined ? "" : ` The model after epoch ${epoch}, with a ${prior} prior.`;
}
