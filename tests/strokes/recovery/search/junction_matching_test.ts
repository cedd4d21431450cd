import assert from "node:assert/strict";
import { Random } from "../../../../lib/random.ts";
import {
  type Matching,
  type MatchingCosts,
  matchJunction,
} from "../../../../lib/strokes/recovery/search/junction_matching.ts";

/** Random costs of branches 0 to 19. */
function randomCosts(random: Random): MatchingCosts {
  const values = Array.from({ length: 20 * 22 }, () => random.uniform(0, 4));
  return {
    transition: (from, to) => values[20 * from + to]!,
    start: (branch) => values[400 + branch]!,
    end: (branch) => values[420 + branch]!,
  };
}

function range(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, i) => first + i);
}

/** The cost of a set of pairs, computed anew. */
function costOf(
  pairs: Matching["pairs"],
  arrivals: readonly number[],
  departures: readonly number[],
  costs: MatchingCosts,
): number {
  const [left, entered] = [pairs.map(([from]) => from), pairs.map(([, to]) => to)];
  let cost = 0;
  for (const [from, to] of pairs) cost += costs.transition(from, to);
  for (const from of arrivals) if (!left.includes(from)) cost += costs.end(from);
  for (const to of departures) if (!entered.includes(to)) cost += costs.start(to);
  return cost;
}

/** All matchings. */
function* matchings(
  arrivals: readonly number[],
  departures: readonly number[],
): Generator<[number, number][]> {
  const [from, ...rest] = arrivals;
  if (from === undefined) return yield [];
  yield* matchings(rest, departures);
  for (const to of departures) {
    for (const others of matchings(rest, departures.filter((other) => other !== to))) {
      yield [[from, to], ...others];
    }
  }
}

/** Each branch is in one pair at most, and the cost is that of the pairs. */
function assertValid(
  { cost, pairs }: Matching,
  arrivals: readonly number[],
  departures: readonly number[],
  costs: MatchingCosts,
): void {
  assert.equal(new Set(pairs.map(([from]) => from)).size, pairs.length);
  assert.equal(new Set(pairs.map(([, to]) => to)).size, pairs.length);
  for (const [from, to] of pairs) {
    assert.ok(arrivals.includes(from) && departures.includes(to), `${from} -> ${to}`);
  }
  assert.ok(Math.abs(cost - costOf(pairs, arrivals, departures, costs)) < 1e-9);
}

Deno.test("matchJunction() finds the cheapest of all matchings at junctions of up to five branches", () => {
  const random = new Random("optimal");
  for (let trial = 0; trial < 60; trial++) {
    const costs = randomCosts(random);
    const arrivals = range(0, random.integer(0, 5));
    const departures = range(random.integer(0, 3), random.integer(0, 5));
    const found = matchJunction(arrivals, departures, costs);
    assertValid(found, arrivals, departures, costs);
    const all = [...matchings(arrivals, departures)];
    const least = Math.min(...all.map((pairs) => costOf(pairs, arrivals, departures, costs)));
    assert.ok(Math.abs(found.cost - least) < 1e-9, `trial ${trial}: ${found.cost}, not ${least}`);
  }
});

Deno.test("matchJunction() makes valid matchings of larger junctions, no dearer than lifting everywhere", () => {
  const random = new Random("greedy");
  for (let trial = 0; trial < 60; trial++) {
    const costs = randomCosts(random);
    const arrivals = range(0, random.integer(6, 12));
    const departures = range(random.integer(0, 8), random.integer(1, 12));
    const found = matchJunction(arrivals, departures, costs);
    assertValid(found, arrivals, departures, costs);
    assert.ok(found.cost <= costOf([], arrivals, departures, costs) + 1e-9);
    assert.ok(found.pairs.length > 0);
  }
});
