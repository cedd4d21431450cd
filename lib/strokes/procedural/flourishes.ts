/**
 * Flourishes: tails, underlines, zigzags and loops around a signature.
 *
 * A flourish is a function here, an entry of {@linkcode CONNECTED} or {@linkcode DETACHED}, and a
 * weight in {@linkcode FLOURISH_WEIGHTS}.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import type { PenDown, PlanDraft } from "./pen_plan.ts";

/** The size of the signature that a flourish belongs to, in x-heights. */
export interface FlourishFrame {
  /** Width of the letters; they begin at `x` = 0. */
  readonly length: number;
  /** Height of the capitals. */
  readonly capitalHeight: number;
}

/** Adds a flourish to a plan. */
export type Flourish = (random: Random, draft: PlanDraft, frame: FlourishFrame) => void;

/** Flourishes that continue from the last letter, in the order in which they are written. */
export const CONNECTED = {
  tail,
  backstroke,
  returnLoop,
  zigzagBelow,
  zigzagThrough,
  largeLoop,
} as const;

/** Flourishes for which the pen is lifted first, in the order in which they are written. */
export const DETACHED = { underline, strikeThrough, encircle } as const;

/** Names of flourishes, and `none`. */
export type FlourishName = keyof typeof CONNECTED | keyof typeof DETACHED | "none";

/** Relative probabilities. Their order matters: it decides which random number gives which name. */
export const FLOURISH_WEIGHTS: Readonly<Record<FlourishName, number>> = {
  none: 0.08,
  tail: 0.24,
  underline: 0.17,
  returnLoop: 0.05,
  backstroke: 0.22,
  strikeThrough: 0.125,
  zigzagBelow: 0.025,
  zigzagThrough: 0.055,
  largeLoop: 0.01,
  encircle: 0.01,
};

/** The last letter ends in a stroke to the right. */
function tail(random: Random, draft: PlanDraft, { length }: FlourishFrame): void {
  const end = draft.x + length * random.uniform(0.2, 0.8);
  draft.to(end, random.uniform(-0.3, 2.2), random.uniform(-0.5, 0.7));
}

/** Back through the letters, round a narrow bend and out again. */
function backstroke(random: Random, draft: PlanDraft, { length }: FlourishFrame): void {
  const sense = random.choice([-1, 1]);
  const height = random.uniform(0.2, 1.2);
  const left = length * random.uniform(-0.25, 0.35);
  const rise = sense * random.uniform(0.2, 0.5);
  draft.to(draft.x + random.uniform(0.2, 0.8), height + rise, sense * random.uniform(0.8, 1.6));
  draft.to(left, height + rise * random.uniform(0.3, 1.6), sense * random.uniform(0.1, 0.7));
  draft.to(left, height - rise * random.uniform(0.3, 1), sense * random.uniform(2, 3));
  draft.to(
    length * random.uniform(0.9, 1.4),
    height - rise * random.uniform(-0.5, 2) + random.uniform(-0.2, 1.2),
    sense * random.uniform(-0.1, 0.6),
  );
}

/** Back to the left below the letters, then to the right as an underline. */
function returnLoop(random: Random, draft: PlanDraft, { length }: FlourishFrame): void {
  const below = -random.uniform(0.5, 1.4);
  const left = length * random.uniform(-0.1, 0.45);
  const right = length * random.uniform(0.75, 1.25);
  const end = below + random.uniform(-0.3, 0.7);
  if (random.bernoulli(0.75)) {
    draft.to(draft.x + random.uniform(0.2, 0.8), random.uniform(0, 0.5), 0.2);
    draft.to(left, below, -random.uniform(0.1, 1.4));
  } else {
    draft.to(draft.x + random.uniform(0.2, 0.8), random.uniform(1, 1.6), -0.2);
    draft.to(left, below, -random.uniform(0.4, 1.8));
  }
  const isNarrow = random.bernoulli(0.6);
  if (isNarrow) draft.to(left, below - random.uniform(0.1, 0.3), random.uniform(2, 3));
  draft.to(right, end, isNarrow ? random.uniform(-0.3, 0.5) : random.uniform(0, 1.4));
}

/** Back and forth below the letters. */
function zigzagBelow(random: Random, draft: PlanDraft, frame: FlourishFrame): void {
  draft.to(draft.x + 0.4, 0.1, -0.4);
  addBackAndForth(random, draft, frame, -random.uniform(0.6, 1.1));
}

/** Back and forth through the letters. */
function zigzagThrough(random: Random, draft: PlanDraft, frame: FlourishFrame): void {
  const y = random.uniform(0.4, 1.3);
  draft.to(draft.x + 0.4, y + 0.3, 0.4);
  addBackAndForth(random, draft, frame, y);
}

function addBackAndForth(
  random: Random,
  draft: PlanDraft,
  { length }: FlourishFrame,
  height: number,
): void {
  let y = height;
  let left = length * random.uniform(-0.05, 0.3);
  let right = length * random.uniform(0.8, 1.2);
  for (let remaining = random.integer(1, 3); remaining > 0; remaining--) {
    draft.to(left, y, -random.uniform(0.2, 0.9));
    draft.to(right, y + random.uniform(-0.1, 0.3), random.uniform(0.1, 0.9));
    y -= random.uniform(0.1, 0.45);
    left += length * random.uniform(0.05, 0.25);
    right -= length * random.uniform(-0.1, 0.2);
  }
}

/** A loop over the letters, down through them and out. */
function largeLoop(
  random: Random,
  draft: PlanDraft,
  { length, capitalHeight }: FlourishFrame,
): void {
  draft.to(
    draft.x + 0.5 * length * random.uniform(0.2, 0.8),
    capitalHeight * random.uniform(0.7, 1.1),
    random.uniform(0.5, 1.2),
  );
  draft.to(
    length * random.uniform(0.1, 0.5),
    capitalHeight * random.uniform(0.5, 1),
    random.uniform(1.2, 2.4),
  );
  draft.to(
    length * random.uniform(0, 0.3),
    -random.uniform(0.3, 1),
    random.uniform(0.5, 1.5),
  );
  draft.to(
    length * random.uniform(0.9, 1.3),
    random.uniform(-0.8, 0.4),
    random.uniform(0.4, 1),
  );
}

/** A line below, sometimes with a second one back. */
function underline(random: Random, draft: PlanDraft, { length }: FlourishFrame): void {
  const y = -random.uniform(0.3, 1.6);
  const left = length * random.uniform(-0.25, 0.25);
  const targets = [{
    x: length * random.uniform(0.8, 1.3),
    y: y + random.uniform(-0.2, 1.4),
    turn: random.uniform(-0.35, 0.35),
  }];
  if (random.bernoulli(0.25)) {
    targets.push({
      x: length * random.uniform(0.2, 0.5),
      y: y - random.uniform(0.2, 0.5),
      turn: -random.uniform(0.1, 0.5),
    });
  }
  draft.mark({ start: { x: left, y }, targets }, false);
}

/** A line through the letters. */
function strikeThrough(random: Random, draft: PlanDraft, { length }: FlourishFrame): void {
  const y = random.uniform(0.3, 1);
  const start = { x: length * random.uniform(-0.35, 0.2), y };
  const end = {
    x: length * random.uniform(0.85, 1.4),
    y: y + random.uniform(-0.2, 1.4),
    turn: random.uniform(-0.4, 0.4),
  };
  draft.mark({ start, targets: [end] }, false);
}

/** An ellipse around everything, once or more. */
function encircle(
  random: Random,
  draft: PlanDraft,
  { length, capitalHeight }: FlourishFrame,
): void {
  const radiusX = length * random.uniform(0.5, 0.65);
  const radiusY = capitalHeight * random.uniform(0.55, 0.8);
  const at = (angle: number, stretch: number) => ({
    x: length * 0.48 + radiusX * stretch * Math.cos(angle),
    y: capitalHeight * 0.35 + radiusY * stretch * Math.sin(angle),
  });
  const turn = 1.75 * random.choice([1, -1], [0.6, 0.4]);
  let angle = random.uniform(2.5, 4.5);
  const start = at(angle, 1);
  const targets: PenDown["targets"][number][] = [];
  for (let remaining = random.integer(3, 5); remaining > 0; remaining--) {
    angle += turn;
    targets.push({ ...at(angle, random.uniform(0.9, 1.1)), turn });
  }
  draft.mark({ start, targets }, false);
}
