/**
 * Adds flourishes to a pen plan.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import { APART, CONNECTED, type Flourish, type FlourishFrame } from "./flourishes.ts";
import type { PlanDraft } from "./pen_plan.ts";

type FlourishName = keyof typeof CONNECTED | keyof typeof APART | "none";

/** Relative probabilities. */
const WEIGHTS: readonly (readonly [FlourishName, number])[] = [
  ["none", 0.08],
  ["tail", 0.24],
  ["underline", 0.17],
  ["returnLoop", 0.05],
  ["backstroke", 0.22],
  ["strikeThrough", 0.125],
  ["zigzagBelow", 0.025],
  ["zigzagThrough", 0.055],
  ["largeLoop", 0.01],
  ["encircle", 0.01],
];

/**
 * Samples up to three flourishes and adds them to a plan, after the delayed marks.
 *
 * @param random Random generator.
 * @param draft The plan; connected flourishes continue from the last letter.
 * @param frame The size of the signature.
 */
export function addFlourishes(random: Random, draft: PlanDraft, frame: FlourishFrame): void {
  const chosen = sampleNames(random);
  for (const [name, add] of Object.entries<Flourish>(CONNECTED)) {
    if (!chosen.has(name)) continue;
    if (!draft.isDown) draft.touch(draft.x - 0.2, 0.2);
    add(random, draft, frame);
  }
  draft.addDelayed();
  for (const [name, add] of Object.entries<Flourish>(APART)) {
    if (chosen.has(name)) add(random, draft, frame);
  }
}

/** Up to three names, which may be "none". */
function sampleNames(random: Random): ReadonlySet<string> {
  const names = WEIGHTS.map(([name]) => name);
  const weights = WEIGHTS.map(([, weight]) => weight);
  const chosen = new Set<string>([random.choice(names, weights)]);
  for (let more = random.choice([0, 1, 2], [0.14, 0.42, 0.44]); more > 0; more--) {
    chosen.add(random.choice(names, weights));
  }
  return chosen;
}
