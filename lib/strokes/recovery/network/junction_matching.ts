/**
 * Matching the arrivals at a junction with the departures from it.
 *
 * @module
 */

/** Costs at a junction, in nats. Branches are numbers. */
export interface MatchingCosts {
  /** Cost of going on from one branch to another. */
  transition(from: number, to: number): number;
  /** Cost of a stroke that begins at a branch. */
  start(branch: number): number;
  /** Cost of a stroke that ends at a branch. */
  end(branch: number): number;
}

/** Who goes on where, and what it costs together with the starts and ends. */
export interface Matching {
  /** Total cost in nats. */
  readonly cost: number;
  /** Pairs of the branch of arrival and that of departure. */
  readonly pairs: readonly (readonly [from: number, to: number])[];
}

/** Junctions with more arrivals or departures are matched greedily instead of optimally. */
const MAX_OPTIMAL = 5;

/**
 * Finds the cheapest matching.
 *
 * @param arrivals Branches along which the pen arrives.
 * @param departures Branches along which it leaves.
 * @param costs The costs.
 */
export function matchJunction(
  arrivals: readonly number[],
  departures: readonly number[],
  costs: MatchingCosts,
): Matching {
  const isSmall = arrivals.length <= MAX_OPTIMAL && departures.length <= MAX_OPTIMAL;
  return (isSmall ? optimal : greedy)(arrivals, departures, costs);
}

/**
 * Dynamic programming over sets of departures, a bit each: the cheapest matching
 * of the last arrivals with a set depends on nothing else.
 */
function optimal(
  arrivals: readonly number[],
  departures: readonly number[],
  costs: MatchingCosts,
): Matching {
  const starts = departures.map((to) => costs.start(to));
  let least = Array.from(
    { length: 1 << departures.length },
    (_, set) => starts.reduce((sum, start, i) => contains(set, i) ? sum + start : sum, 0),
  );
  // For each arrival and set, the departure that it goes on to; -1 if the stroke ends.
  const choices: number[][] = [];
  for (const from of arrivals.toReversed()) {
    const end = costs.end(from);
    const transitions = departures.map((to) => costs.transition(from, to));
    const choice: number[] = [];
    least = least.map((rest, set) => {
      let [best, chosen] = [rest + end, -1];
      for (let i = 0; i < transitions.length; i++) {
        if (!contains(set, i)) continue;
        const cost = transitions[i]! + least[set ^ 1 << i]!;
        if (cost < best) [best, chosen] = [cost, i];
      }
      choice.push(chosen);
      return best;
    });
    choices.unshift(choice);
  }
  const pairs: [number, number][] = [];
  let set = least.length - 1;
  arrivals.forEach((from, k) => {
    const chosen = choices[k]![set]!;
    if (chosen < 0) return;
    pairs.push([from, departures[chosen]!]);
    set ^= 1 << chosen;
  });
  return { cost: least.at(-1)!, pairs };
}

function contains(set: number, index: number): boolean {
  return (set >> index & 1) === 1;
}

/** Takes the pair that saves most, repeatedly. */
function greedy(
  arrivals: readonly number[],
  departures: readonly number[],
  costs: MatchingCosts,
): Matching {
  const sum = (branches: readonly number[], cost: (branch: number) => number) =>
    branches.reduce((total, branch) => total + cost(branch), 0);
  let cost = sum(arrivals, costs.end) + sum(departures, costs.start);
  const savings = arrivals.flatMap((from) =>
    departures.map((to) => ({
      from,
      to,
      saved: costs.end(from) + costs.start(to) - costs.transition(from, to),
    }))
  ).filter(({ saved }) => saved > 0).sort((a, b) => b.saved - a.saved);
  const [left, entered] = [new Set<number>(), new Set<number>()];
  const pairs: [number, number][] = [];
  for (const { from, to, saved } of savings) {
    if (left.has(from) || entered.has(to)) continue;
    left.add(from);
    entered.add(to);
    pairs.push([from, to]);
    cost -= saved;
  }
  return { cost, pairs };
}
