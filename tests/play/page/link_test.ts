import assert from "node:assert/strict";
import { decodeLink, encodeLink } from "../../../lib/play/page/link.ts";
import { DEFAULT_STATE, type PlayState } from "../../../lib/play/page/play_state.ts";
import { Random } from "../../../lib/random.ts";
import { sampleState } from "./sample_state.ts";

/** Fingerprint of the model of these links. */
const MODEL = "0123abcd";

/** A link as earlier versions made it, without checksum and model. */
function earlierLink(state: PlayState): string {
  return encodeLink(state, MODEL).replace(/check=.*?&model=.*?&/, "");
}

Deno.test("decodeLink() gives back every state that encodeLink() encoded", () => {
  for (let k = 0; k < 2000; k++) {
    const state = sampleState(new Random(1, "state", k));
    assert.deepEqual(decodeLink(encodeLink(state, MODEL)), { state, model: MODEL });
  }
});

Deno.test("encodeLink() gives different states different links of characters that need no escape", () => {
  const links = new Map<string, string>();
  for (let k = 0; k < 1000; k++) {
    const state = sampleState(new Random(2, "state", k));
    const link = encodeLink(state, MODEL);
    assert.match(link, /^#[\w=&,:.-]+$/);
    assert.equal(links.get(link) ?? JSON.stringify(state), JSON.stringify(state));
    links.set(link, JSON.stringify(state));
    assert.equal(new URL(link, "https://example.org/").hash, link);
  }
});

Deno.test("decodeLink() gives the default state for no fragment", () => {
  for (const fragment of ["", "#"]) {
    assert.deepEqual(decodeLink(fragment), { state: DEFAULT_STATE });
  }
});

Deno.test("decodeLink() gives the default state and a message for malformed links", () => {
  for (
    const part of [
      ...["style=-1", "style=1.5", "style=4294967296", "style=", "style=1e3", "style=0x1"],
      ...["noise=NaN", "noise=9999999999", "temperature=1.01", "temperature=-0.1"],
      ...["temperature=.5", "temperature=0.123", "along=9", "along=a", `along=${",".repeat(64)}`],
      ...["locked=-1", "locked=64", "locked=1,1", "locked=2,1", "locked="],
      ...["kept=0.5", "kept=0:1", "kept=1:1", "kept=0.5:1,0.4:2", "kept=0.5:x", "keep=1", "keep=2"],
      ...[
        "variant=6",
        "variant=-1",
        "given=",
        "given=%00",
        "given=a+b",
        `given=${"a".repeat(1001)}`,
      ],
    ]
  ) {
    const { state, problem } = decodeLink(`#noise=5&${part}`.replace(/#noise=5&(?=noise)/, "#"));
    assert.deepEqual(state, DEFAULT_STATE, part);
    assert.match(problem ?? "", new RegExp(`^The link says ${part.split("=")[0]} `), part);
    assert.ok(problem!.length < 120, problem);
  }
});

Deno.test("decodeLink() says of nonsense that it is none of its links", () => {
  for (const fragment of ["#nonsense", "#/a/b", "#style=5&noise=1&temperature=1&color=red"]) {
    const { state, problem } = decodeLink(fragment);
    assert.deepEqual(state, DEFAULT_STATE, fragment);
    assert.match(problem!, /^The link says "[^"]+", which is damaged or cut off$/, fragment);
  }
});

Deno.test("decodeLink() notices that a link is cut off anywhere", () => {
  for (let k = 0; k < 200; k++) {
    const link = encodeLink(sampleState(new Random(4, "state", k)), MODEL);
    for (let length = 2; length < link.length; length++) {
      assert.match(decodeLink(link.slice(0, length)).problem ?? "", /damaged or cut off$/);
    }
  }
});

Deno.test("decodeLink() notices that a character of a link is another", () => {
  for (let k = 0; k < 20; k++) {
    const link = encodeLink(sampleState(new Random(5, "state", k)), MODEL);
    for (let i = 1; i < link.length; i++) {
      const changed = link.slice(0, i) + (link[i] === "1" ? "2" : "1") + link.slice(i + 1);
      assert.notEqual(decodeLink(changed).problem, undefined, changed);
    }
  }
});

Deno.test("decodeLink() reads a link whose separators a program has escaped", () => {
  for (let k = 0; k < 200; k++) {
    const state = sampleState(new Random(6, "state", k));
    const link = encodeLink(state, MODEL).replaceAll(",", "%2C").replaceAll(":", "%3A");
    assert.deepEqual(decodeLink(link), { state, model: MODEL });
  }
});

Deno.test("decodeLink() reads links of earlier versions, which have no checksum", () => {
  assert.deepEqual(decodeLink("#style=18&noise=1&temperature=0.8&along=0.5,,-1&locked=2"), {
    state: { ...DEFAULT_STATE, coordinates: [0.5, undefined, -1], locked: [2] },
  });
  for (let k = 0; k < 200; k++) {
    const state = sampleState(new Random(7, "state", k));
    assert.deepEqual(decodeLink(earlierLink(state)), { state });
  }
});

Deno.test("decodeLink() notices that a link of an earlier version is cut off, unless within its last number", () => {
  for (let k = 0; k < 200; k++) {
    const link = earlierLink(sampleState(new Random(4, "state", k)));
    const required = link.indexOf("&", link.indexOf("&temperature=") + 1);
    const end = required < 0 ? link.length : required;
    for (let length = 2; length < end; length++) {
      const { problem } = decodeLink(link.slice(0, length));
      const isNumber = /&temperature=\d+(\.\d+)?$/.test(link.slice(0, length));
      assert.equal(problem === undefined, isNumber, link.slice(0, length));
    }
  }
});

Deno.test("decodeLink() never throws, and what it accepts round trips", () => {
  const random = new Random(3, "damage");
  const alphabet = "stylenoiseheptgvarx0123456789=&,:.-+%#{}\u0000\ud800é ";
  for (let k = 0; k < 4000; k++) {
    const link = [...earlierLink(sampleState(new Random(3, "state", k)))];
    for (let damage = 1 + random.integer(0, 4); damage > 0; damage--) {
      const [from, count] = [random.integer(0, link.length), random.integer(0, 3)];
      link.splice(from, count, alphabet[random.integer(0, alphabet.length - 1)]!);
    }
    const { state, problem } = decodeLink(link.join(""));
    if (problem !== undefined) assert.deepEqual(state, DEFAULT_STATE);
    assert.deepEqual(decodeLink(encodeLink(state, MODEL)).state, state);
  }
});
