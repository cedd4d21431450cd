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

function optimal(
  [from, ...rest]: readonly number[],
  departures: readonly number[],
  costs: MatchingCosts,
): Matching {
  if (from === undefined) {
    return { cost: departures.reduce((sum, to) => sum + costs.start(to), 0), pairs: [] };
  }
  const ended = optimal(rest, departures, costs);
  let best: Matching = { cost: ended.cost + costs.end(from), pairs: ended.pairs };
  for (const to of departures) {
    const own = costs.transition(from, to);
    if (own >= best.cost) continue;
    const others = optimal(rest, departures.filter((other) => other !== to), costs);
    if (own + others.cost < best.cost) {
      best = { cost: own + others.cost, pairs: [[from, to], ...others.pairs] };
    }
  }
  return best;
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
