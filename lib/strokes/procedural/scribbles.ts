/**
 * Scribbles: parts of a signature that spell no letters.
 *
 * @module
 */

import type { Random } from "../../random.ts";
import type { PlanDraft } from "./pen_plan.ts";

/** Adds low waves of decreasing height. The pen must be down. */
export function addWave(random: Random, draft: PlanDraft, letterWidth: number): void {
  const sense = random.choice([-1, 1]);
  const count = random.integer(2, 5);
  let height = random.uniform(0.3, 0.8);
  let width = letterWidth;
  for (let i = 0; i < count; i++) {
    draft.to(draft.x + 0.5 * width, height, sense * random.uniform(0.3, 0.9));
    draft.to(draft.x + 0.95 * width, 0, sense * random.uniform(0.3, 0.9));
    draft.x += 0.95 * width;
    height *= random.uniform(0.5, 0.9);
    width *= random.uniform(0.95, 1.2);
  }
}

/** Adds steep zigzags, pointed or rounded. The pen must be down. */
export function addZigzag(random: Random, draft: PlanDraft, width: number): void {
  const count = random.integer(3, 8);
  const decay = random.uniform(0.72, 1);
  const bend = random.choice([0, 0, 0.5, -0.5]);
  let height = random.uniform(1.2, 2.2);
  for (let i = 0; i < count; i++) {
    const top = height * random.uniform(0.8, 1.15);
    draft.to(draft.x + 0.4 * width, top, bend + random.uniform(-0.3, 0.3));
    draft.to(
      draft.x + 0.55 * width,
      random.uniform(-0.35, 0.15),
      bend + random.uniform(-0.3, 0.3),
    );
    draft.x += 0.55 * width;
    height *= decay;
  }
}

/** Adds a row of irregular loops. The pen must be down. */
export function addLoops(random: Random, draft: PlanDraft, width: number): void {
  const count = random.integer(2, 8);
  const decay = random.uniform(0.75, 1.08);
  const sense = random.bernoulli(0.8) ? 1 : -1;
  const step = random.uniform(0.4, 1) * width;
  let height = random.uniform(0.8, 2);
  for (let i = 0; i < count; i++) {
    const top = height * random.uniform(0.7, 1.25);
    const bottom = -random.uniform(0, 0.3) * height;
    const breadth = width * random.uniform(0.6, 1.2);
    draft.to(draft.x + breadth, top, sense * random.uniform(0.8, 2.2));
    draft.to(draft.x + 0.2 * breadth, bottom, sense * random.uniform(0.8, 2.2));
    draft.x += step * random.uniform(0.7, 1.4);
    height *= decay;
  }
  draft.to(draft.x + width, 0.1, sense * 0.5);
  draft.x += width;
}

/** Adds long, narrow bends back and forth along a rising line. The pen must be down. */
export function addScribble(random: Random, draft: PlanDraft, width: number): void {
  const count = random.integer(2, 7);
  const slope = random.uniform(0.1, 0.9);
  const sense = random.choice([-1, 1]);
  const step = random.uniform(0.14, 0.42) * width;
  const isRound = random.bernoulli(0.5);
  let length = width * random.uniform(1, 1.8);
  let y = random.uniform(-0.2, 1.2);
  for (let i = 0; i < count; i++) {
    const turn = () => sense * (isRound ? random.uniform(0.4, 1.4) : random.uniform(-0.2, 0.5));
    draft.to(draft.x + length, y + slope * length * random.uniform(0.8, 1.2), turn());
    draft.x += step * random.uniform(0.3, 1.5);
    y += random.uniform(-0.35, 0.15);
    draft.to(draft.x, y, turn());
    length *= random.uniform(0.75, 1.15);
  }
  draft.to(draft.x + length * random.uniform(0.8, 1.5), y + random.uniform(-0.2, 1), sense * 0.4);
  draft.x += length;
}
