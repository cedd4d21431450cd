/**
 * Adds flourishes to a pen plan.
 *
 * @module
 */
import type { Random } from "../../random.ts";
import {
  CONNECTED,
  DETACHED,
  type Flourish,
  FLOURISH_WEIGHTS,
  type FlourishFrame,
} from "./flourishes.ts";
import type { PlanDraft } from "./pen_plan.ts";

/**
 * Samples up to three flourishes and adds them to a plan, the detached ones after the delayed marks.
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
  for (const [name, add] of Object.entries<Flourish>(DETACHED)) {
    if (chosen.has(name)) add(random, draft, frame);
  }
}

/** Samples one to three names; `none` may be among them, and names may coincide. */
function sampleNames(random: Random): ReadonlySet<string> {
  const names = Object.keys(FLOURISH_WEIGHTS);
  const weights = Object.values(FLOURISH_WEIGHTS);
  const chosen = new Set<string>([random.choice(names, weights)]);
  for (let more = random.choice([0, 1, 2], [0.14, 0.42, 0.44]); more > 0; more--) {
    chosen.add(random.choice(names, weights));
  }
  return chosen;
}
