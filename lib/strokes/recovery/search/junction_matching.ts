/**
 * Matching the arrivals at a junction with the departures from it.
 *
 * @module
 */

/** Costs at a junction, in nats. Branches are numbers. */
export interface MatchingCosts {
  /** Cost of continuing from one branch to another. */
  transition(from: number, to: number): number;
  /** Cost of a stroke that begins at a branch. */
  start(branch: number): number;
  /** Cost of a stroke that ends at a branch. */
  end(branch: number): number;
}

/** A matching of arrivals with departures; unmatched ones are ends and starts of strokes. */
export interface Matching {
  /** Total cost in nats, starts and ends included. */
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
 * Dynamic programming over sets of departures, one bit each: the minimum cost of matching the last
 * arrivals with a set depends only on these arrivals and the set.
 */
function optimal(
  arrivals: readonly number[],
  departures: readonly number[],
  costs: MatchingCosts,
): Matching {
  const count = departures.length;
  const sets = 1 << count;
  const least = new Float64Array(sets);
  for (let i = 0; i < count; i++) {
    const start = costs.start(departures[i]!);
    for (let set = 0; set < sets; set++) if ((set >> i & 1) === 1) least[set]! += start;
  }
  // The departure of each arrival for each set, or -1 if the stroke ends.
  const choices = new Int8Array(arrivals.length * sets);
  const transitions = new Float64Array(count);
  for (let k = arrivals.length - 1; k >= 0; k--) {
    const from = arrivals[k]!;
    const end = costs.end(from);
    for (let i = 0; i < count; i++) transitions[i] = costs.transition(from, departures[i]!);
    // Larger sets first: they need the values of smaller ones before this arrival.
    for (let set = sets - 1; set >= 0; set--) {
      let [best, chosen] = [least[set]! + end, -1];
      for (let i = 0; i < count; i++) {
        if ((set >> i & 1) === 0) continue;
        const cost = transitions[i]! + least[set ^ 1 << i]!;
        if (cost < best) [best, chosen] = [cost, i];
      }
      least[set] = best;
      choices[k * sets + set] = chosen;
    }
  }
  return { cost: least[sets - 1]!, pairs: chosenPairs(arrivals, departures, choices) };
}

function chosenPairs(
  arrivals: readonly number[],
  departures: readonly number[],
  choices: Int8Array,
): [number, number][] {
  const sets = 1 << departures.length;
  const pairs: [number, number][] = [];
  let free = sets - 1;
  arrivals.forEach((from, k) => {
    const chosen = choices[k * sets + free]!;
    if (chosen < 0) return;
    pairs.push([from, departures[chosen]!]);
    free ^= 1 << chosen;
  });
  return pairs;
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
