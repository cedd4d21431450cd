import assert from "node:assert/strict";
import { checkPage, tagsOf } from "./check_page.ts";
import { evaluationPage, trainingPage } from "./example_pages.ts";

/** Names that a folder or a file may have on some system. */
const NAMES = [
  `"><script>alert(1)</script>`,
  `' onmouseover='alert(1)`,
  "</title></style></script><h1>",
  "<!-- & --> &amp; &#0;",
  "a\0b\x1b[31m\ud800\u202egnp.exe",
  "${name} `x` \\",
  "写 é 😀",
  "",
];

/** The tags of a page; parts that a line may be broken after differ in number. */
const structureOf = (page: string) =>
  tagsOf(page).map((tag) => /^<\/?[a-z0-9]+/i.exec(tag)![0])
    .filter((tag) => tag !== "<span" && tag !== "</span");

for (
  const [kind, render] of [
    ["a run", (name: string) => trainingPage(name, 3)],
    ["an evaluation", (name: string) => evaluationPage(name, [3, 400, -20])],
  ] as const
) {
  Deno.test(`no name changes what the page of ${kind} is made of`, async () => {
    const expected = structureOf(render("plain"));
    for (const name of NAMES) {
      const page = render(name);
      assert.deepEqual(structureOf(page), expected, name);
      assert.equal(page.match(/<script\b/g)!.length, render("plain").match(/<script\b/g)!.length);
      assert.doesNotMatch(tagsOf(page).join(""), / on[a-z]+="/);
      if (name !== "") await checkPage(page);
    }
  });
}

Deno.test("renderTrainingPage() shows any number of epochs, with gaps and equal values", async () => {
  for (const epochs of [0, 1, 2, 61, 400]) {
    const page = trainingPage("run", epochs);
    await checkPage(page);
    assert.doesNotMatch(
      page.replace(/base64,[^"]*|<(style|script)>.*?<\/\1>/gs, ""),
      /NaN|Infinity|undefined/,
    );
    assert.match(page, epochs === 0 ? /<section id="latent"/ : /2 of 5 epochs are shown/);
  }
});

Deno.test("pages show each setting and measure as text", () => {
  const [run, evaluation] = [trainingPage("run", 3), evaluationPage("model", [3, 400, -20])];
  for (const page of [run, evaluation]) assert.doesNotMatch(page, /\[object/);
  assert.match(evaluation, /number 1, count 5/);
  assert.match(evaluation, /IWAE-64, nats<\/th><td>11.0 \+- 1.0/);
});

Deno.test("renderTrainingPage() names the prior that the model ended with, not the choice", () => {
  const facts = /<dl class="facts">(.*?)<\/dl>/s.exec(trainingPage("run", 3))![1]!;
  assert.match(facts, /<dt>prior<\/dt><dd>mixture<\/dd>/);
});

Deno.test("renderEvaluationPage() shows the figures of the model's own row first", () => {
  const facts = /<dl class="facts">(.*?)<\/dl>/s.exec(
    evaluationPage("any name", [3, 400, -20]),
  )![1]!;
  assert.match(facts, /<dt>KID x1000<\/dt><dd>400 ± 40<\/dd>/);
  assert.match(facts, /<dt>reference floor<\/dt><dd>3<\/dd>/);
});

Deno.test("renderEvaluationPage() labels its axis without collisions", () => {
  for (const values of [[0], [-2000, 60_000], [12, 90, 140, 2500], [-500, 3]]) {
    const labels = [
      ...evaluationPage("model", values).matchAll(
        /<text class="(wide)?" x="([\d.]+)%"/g,
      ),
    ];
    for (const isWide of [true, false]) {
      const positions = labels.filter(([, wide]) => isWide || wide === undefined)
        .map(([, , x]) => Number(x)).sort((a, b) => a - b);
      const gaps = positions.slice(1).map((x, i) => x - positions[i]!);
      assert.ok(Math.min(...gaps, 100) >= (isWide ? 5 : 14), `${positions}`);
    }
    assert.ok(labels.some(([, , x]) => Number(x) > 0), "0 has a label");
  }
});

Deno.test("renderEvaluationPage() has a place on the chart for any distances", async () => {
  for (const values of [[0], [0, 0], [-500, 3], [3, 60_000], [12, 90, 140, 2500]]) {
    const page = evaluationPage("model", values);
    await checkPage(page);
    for (const [, position] of page.matchAll(/ (?:c?x[12]?)="(-?[\d.]+)%"/g)) {
      assert.ok(Number(position) >= 0 && Number(position) <= 100, position);
    }
  }
});

Deno.test("a page says where its signatures are from, and that they are private", () => {
  assert.match(evaluationPage("my folder", [1]), /<strong>Private\.<\/strong>[^]*my folder/);
});
