/**
 * The shapes of the capitals of a signature: large, quick and simplified.
 *
 * @module
 */

/**
 * A capital as pen-downs: a start `[x, y]`, then targets `[x, y, turn]`; `x` is in capital widths,
 * `y` in capital heights, and turns are in radians.
 */
export interface CapitalShape {
  /** What is written between a touchdown and a pen-up. */
  readonly penDowns: readonly (readonly [
    start: readonly [x: number, y: number],
    ...targets: (readonly [x: number, y: number, turn: number])[],
  ])[];
  /** Where the next letter begins, in capital widths. */
  readonly advance: number;
  /** Whether the last pen-down can continue into the next letter. */
  readonly joins: boolean;
  /** Whether it is a vowel. */
  readonly isVowel?: boolean;
}

/** The variants of all capitals, equally likely. */
export const CAPITAL_SHAPES: readonly CapitalShape[] = [
  // A: as a tent with a looped bar, as a tent and a bar, as a large "a"
  {
    penDowns: [[[0, 0], [0.55, 1, -0.2], [0.85, 0, -0.1], [0.15, 0.35, -2.6], [1.15, 0.4, -0.4]]],
    advance: 1.15,
    joins: true,
    isVowel: true,
  },
  {
    penDowns: [[[0, 0], [0.55, 1, -0.1], [0.9, 0, 0]], [[0.1, 0.35], [1.05, 0.4, 0.2]]],
    advance: 1,
    joins: false,
    isVowel: true,
  },
  {
    penDowns: [
      [[0.85, 0.9], [0.15, 0.15, 1.9], [0.85, 0.95, 2], [0.9, 0.02, 0.2], [1.15, 0.1, 0.8]],
    ],
    advance: 1.1,
    joins: true,
    isVowel: true,
  },
  // B: stem then bowls, and in one go
  {
    penDowns: [
      [[0.3, 0.95], [0.15, 0, 0.1], [0.15, 0.97, -0.3], [0.25, 0.5, -3.5], [0.1, 0.02, -3.6]],
    ],
    advance: 0.95,
    joins: false,
  },
  {
    penDowns: [[
      [0.12, 0],
      [0.28, 0.95, -0.1],
      [0.7, 0.78, -1.7],
      [0.32, 0.52, -1.7],
      [0.85, 0.28, -1.8],
      [0.1, 0.02, -1.7],
    ]],
    advance: 1,
    joins: false,
  },
  // C
  {
    penDowns: [[[0.85, 0.75], [0.6, 1, 1.2], [0, 0.45, 0.9], [0.45, 0, 1.2], [1, 0.15, 0.6]]],
    advance: 1,
    joins: true,
  },
  // D: in one go, and stem then belly
  {
    penDowns: [[
      [0.35, 0.95],
      [0.2, 0, 0.2],
      [0.05, 0.1, -1.8],
      [0.75, 0.1, 0.6],
      [0.75, 0.9, 2.2],
      [0, 0.8, 1.4],
    ]],
    advance: 1.05,
    joins: false,
  },
  {
    penDowns: [[[0.2, 0.9], [0.15, 0, 0.1]], [[-0.1, 0.85], [0.9, 0.55, -1.7], [0, 0, -1.4]]],
    advance: 1,
    joins: false,
  },
  // E
  {
    penDowns: [
      [[0.8, 0.85], [0.45, 1, 1.1], [0.35, 0.52, 2.4], [0.2, 0.02, 2.6], [0.95, 0.12, 0.9]],
    ],
    advance: 0.95,
    joins: true,
    isVowel: true,
  },
  // F
  {
    penDowns: [
      [[0.4, 0.92], [0.28, 0.05, 0.15], [-0.02, 0.12, -1.9]],
      [[0, 0.9], [0.95, 1, -0.3]],
      [[0.1, 0.5], [0.7, 0.55, 0.2]],
    ],
    advance: 0.85,
    joins: false,
  },
  // G: with a descending loop, and with a bar
  {
    penDowns: [[
      [0.85, 0.8],
      [0.5, 1, 1.1],
      [0.05, 0.5, 1],
      [0.5, 0.15, 1.4],
      [0.85, 0.6, 1],
      [0.75, -0.4, -0.1],
      [0.3, -0.3, -2.2],
      [1.1, 0.1, -0.5],
    ]],
    advance: 1.05,
    joins: true,
  },
  {
    penDowns: [
      [[0.85, 0.8], [0.5, 1, 0.9], [0, 0.45, 0.9], [0.5, 0, 1.4], [0.9, 0.42, 0.9]],
      [[0.5, 0.42], [1.05, 0.45, -0.1]],
    ],
    advance: 1,
    joins: false,
  },
  // H: three lines, and with a looped bar
  {
    penDowns: [
      [[0.15, 1], [0.05, 0, 0.1]],
      [[0.75, 1], [0.65, 0, 0.1]],
      [[0, 0.45], [0.95, 0.55, 0.2]],
    ],
    advance: 0.95,
    joins: false,
  },
  {
    penDowns: [
      [[0.15, 1], [0.05, 0, 0.15]],
      [[0.8, 1], [0.62, 0, 0.15], [0.1, 0.42, -2.5], [1.1, 0.4, -0.6]],
    ],
    advance: 1.05,
    joins: true,
  },
  // I, J
  {
    penDowns: [[[0, 0.3], [0.55, 1, 1.3], [0.35, 0, 0.9], [0, 0.14, -2.2], [0.85, 0.15, -0.5]]],
    advance: 0.85,
    joins: true,
    isVowel: true,
  },
  {
    penDowns: [
      [[0.1, 0.8], [0.6, 1, -0.5], [0.45, -0.45, -0.2], [0.05, -0.3, -2.2], [0.9, 0.15, -0.5]],
    ],
    advance: 0.9,
    joins: true,
  },
  // K: with straight arms, and with a looped waist
  {
    penDowns: [[[0.2, 1], [0.1, 0, 0.1]], [[0.8, 1], [0.2, 0.45, 0.2], [0.9, 0, 0.3]]],
    advance: 0.95,
    joins: true,
  },
  {
    penDowns: [
      [[0.2, 1], [0.1, 0, 0.1]],
      [[0.9, 0.95], [0.12, 0.5, 0.5], [0.32, 0.6, 3.6], [0.85, 0, 0.3], [1.15, 0.12, 0.9]],
    ],
    advance: 1.1,
    joins: true,
  },
  // L
  {
    penDowns: [[[0.1, 0.5], [0.6, 1, 0.8], [0.3, 0.05, 1.2], [0.1, 0, -2.4], [1.1, 0.02, -0.4]]],
    advance: 1,
    joins: true,
  },
  // M: with points, and with arches
  {
    penDowns: [
      [[0, 0], [0.25, 1, -0.2], [0.45, 0.1, 0], [0.75, 1, -0.1], [0.95, 0, 0], [1.2, 0.1, 0.8]],
    ],
    advance: 1.2,
    joins: true,
  },
  {
    penDowns: [[
      [0, 0],
      [0.22, 0.97, -0.8],
      [0.35, 0, -0.3],
      [0.62, 0.95, -1.3],
      [0.75, 0, -0.3],
      [1, 0.88, -1.3],
      [1.12, 0, -0.2],
      [1.35, 0.12, 0.9],
    ]],
    advance: 1.3,
    joins: true,
  },
  // N
  {
    penDowns: [[[0, 0], [0.2, 1, -0.2], [0.65, 0, 0], [0.85, 1, 0.1]]],
    advance: 0.95,
    joins: false,
  },
  // O, Q
  {
    penDowns: [[[0.5, 1], [0.2, 0.1, 2.3], [0.75, 0.85, 2.4], [0.35, 0.9, 1.6], [1.1, 0.8, 1.2]]],
    advance: 1.1,
    joins: true,
    isVowel: true,
  },
  {
    penDowns: [
      [[0.55, 1], [0.2, 0.1, 2.3], [0.8, 0.8, 2.4], [0.45, 0.98, 1.4]],
      [[0.4, 0.3], [1.15, -0.1, 0.5]],
    ],
    advance: 1.1,
    joins: true,
  },
  // P: stem then bowl, and in one go
  {
    penDowns: [[[0.3, 0.95], [0.15, -0.05, 0.1], [0.2, 0.95, -0.3], [0.15, 0.45, -3.6]]],
    advance: 0.9,
    joins: false,
  },
  {
    penDowns: [
      [[0.3, 0.85], [0.12, 0, 0.15]],
      [[-0.15, 0.75], [0.35, 1, -0.9], [0.85, 0.72, -1.3], [0.2, 0.42, -1.7]],
    ],
    advance: 0.9,
    joins: false,
  },
  // R: stem then bowl, and in one go
  {
    penDowns: [[
      [0.3, 0.95],
      [0.15, 0, 0.1],
      [0.1, 0.95, -0.3],
      [0.25, 0.5, -3.7],
      [0.95, 0, 0.3],
      [1.15, 0.1, 0.7],
    ]],
    advance: 1.1,
    joins: true,
  },
  {
    penDowns: [[
      [0.1, 0],
      [0.28, 0.97, -0.1],
      [0.75, 0.75, -1.6],
      [0.25, 0.5, -1.7],
      [0.9, 0, 0.7],
      [1.2, 0.12, 0.8],
    ]],
    advance: 1.15,
    joins: true,
  },
  // S
  {
    penDowns: [[
      [0.15, 0],
      [0.75, 0.95, 0.5],
      [0.4, 0.6, 2.8],
      [0.45, 0.05, -2.6],
      [-0.1, 0.2, -1.2],
      [1, 0.1, 1.2],
    ]],
    advance: 1,
    joins: true,
  },
  {
    penDowns: [
      [[0.85, 0.85], [0.5, 1, 1], [0.35, 0.6, 1.6], [0.55, 0.1, -2.2], [-0.15, 0.15, -1.2]],
    ],
    advance: 0.85,
    joins: false,
  },
  // T
  {
    penDowns: [[[0.5, 0.95], [0.4, 0, 0.2]], [[-0.1, 0.9], [0.5, 1.02, -0.3], [1.1, 0.98, 0.3]]],
    advance: 0.8,
    joins: false,
  },
  {
    penDowns: [
      [[-0.1, 0.82], [0.15, 1, -0.6], [1, 0.98, 0.4]],
      [[0.6, 0.97], [0.42, 0.05, 0.3], [0.05, 0.15, -1.9]],
    ],
    advance: 0.8,
    joins: false,
  },
  // U
  {
    penDowns: [
      [[0, 0.85], [0.15, 1, -1], [0.3, 0.05, 0.5], [0.85, 1, 1.4], [0.85, 0, 0.1], [
        1.15,
        0.12,
        0.8,
      ]],
    ],
    advance: 1.15,
    joins: true,
    isVowel: true,
  },
  // V, W: with points, and round
  {
    penDowns: [[[0, 0.9], [0.35, 0, 0.1], [0.8, 1, 0.1], [1.1, 0.9, -0.8]]],
    advance: 0.9,
    joins: false,
  },
  {
    penDowns: [[[0, 0.95], [0.25, 0, 0.2], [0.5, 0.9, 0.1], [0.75, 0, 0.1], [1.1, 1.05, 0.3]]],
    advance: 1.1,
    joins: false,
  },
  {
    penDowns: [[
      [-0.1, 0.8],
      [0.1, 1, -1],
      [0.3, 0, 0.5],
      [0.6, 0.75, 0.9],
      [0.8, 0, 0.5],
      [1.2, 1, 0.9],
      [1.4, 0.85, 0.9],
    ]],
    advance: 1.3,
    joins: false,
  },
  // X, Y, Z
  {
    penDowns: [[[0.1, 1], [0.75, 0, 0.3]], [[0.85, 1], [0, 0, -0.2]]],
    advance: 0.95,
    joins: false,
  },
  {
    penDowns: [[
      [0, 0.95],
      [0.25, 0.45, 0.6],
      [0.8, 0.95, 1.2],
      [0.6, -0.5, -0.1],
      [0.15, -0.4, -2.2],
      [1, 0.15, -0.5],
    ]],
    advance: 1,
    joins: true,
  },
  {
    penDowns: [[[0, 0.9], [0.8, 1, -0.2], [0.05, 0.02, 0.1], [1, 0.05, -0.3]]],
    advance: 1,
    joins: true,
  },
];
